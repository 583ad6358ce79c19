"""Indexes that a register of a hundred thousand works needs, and none that leads its questions through all of it

Revision: 0004, after: 0003
"""

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Citations without a number are found by their day, not among all that have none.
    op.create_index('ix_cite_number_date', 'cite', ['number_key', 'date'])
    op.drop_index('ix_cite_number_key', table_name='cite')
    op.drop_index('ix_cite_work_id', table_name='cite')
    op.drop_index('ix_work_held', table_name='work')


def downgrade() -> None:
    op.create_index('ix_work_held', 'work', ['held'])
    op.create_index('ix_cite_work_id', 'cite', ['work_id'])
    op.create_index('ix_cite_number_key', 'cite', ['number_key'])
    op.drop_index('ix_cite_number_date', table_name='cite')
