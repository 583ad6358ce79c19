"""Lists that are asked for page by page: works, missing papers, files, edges, and the rules that rest on a work

Revision: 0005, after: 0004

What follows from the Readings is derived anew at the first question: other code derives it from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('reading', sa.Column('papers', sa.Integer(), nullable=False, server_default='0'))
    op.execute('UPDATE reading SET papers = (SELECT count(*) FROM copy WHERE copy.sha256 = reading.sha256)')
    op.create_index('ix_reading_added', 'reading', ['added_at', 'name', 'sha256'])
    bare = sa.text('papers = 0')
    op.create_index('ix_reading_bare', 'reading', ['added_at', 'name'], sqlite_where=bare, postgresql_where=bare)
    op.create_index(
        'ix_work_order',
        'work',
        ['date', 'reference_no', 'kind', 'subject', 'id'],
        sqlite_where=sa.text('held = 1'),
        postgresql_where=sa.text('held'),
    )
    op.create_index(
        'ix_work_absent',
        'work',
        ['date', 'number_key', 'kind', 'id'],
        sqlite_where=sa.text('held = 0'),
        postgresql_where=sa.text('NOT held'),
    )
    op.create_index('ix_cite_ends', 'cite', ['work_id', 'target_id'])
    op.create_index('ix_relation_ends', 'relation', ['source_id', 'target_id'])
    op.drop_index('ix_relation_source_id', table_name='relation')
    op.create_table(
        'rest',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('owner', sa.String(), nullable=False),
        sa.Column('rule', sa.Text(), nullable=False),
        sa.Column('work_id', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_rest_owner', 'rest', ['owner'])
    op.create_index('ix_rest_work_id', 'rest', ['work_id'])


def downgrade() -> None:
    op.drop_table('rest')
    op.create_index('ix_relation_source_id', 'relation', ['source_id'])
    op.drop_index('ix_relation_ends', table_name='relation')
    op.drop_index('ix_cite_ends', table_name='cite')
    op.drop_index('ix_work_absent', table_name='work')
    op.drop_index('ix_work_order', table_name='work')
    op.drop_index('ix_reading_bare', table_name='reading')
    op.drop_index('ix_reading_added', table_name='reading')
    op.drop_column('reading', 'papers')
