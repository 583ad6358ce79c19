"""Rules, effects, conflicts and limits kept by work; the text that search shows; indexes for large registers

Revision: 0003, after: 0002

What follows from the Readings is derived anew at the first question: every work is marked as stale.
"""

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


# Only a change of the words concerns the index.
CHANGED = """CREATE TRIGGER search_changed AFTER UPDATE {of} ON search BEGIN
   INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.copy_id, old.words);
   INSERT INTO search_fts(rowid, words) VALUES (new.copy_id, new.words); END"""


def upgrade() -> None:
    watch('OF words')
    op.create_table(
        'norm',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('work_id', sa.String(), nullable=False),
        sa.Column('rule', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('begins', sa.String(), nullable=False),
        sa.Column('until', sa.String(), nullable=True),
        sa.Column('decided', sa.Boolean(), nullable=False),
        sa.Column('paper_since', sa.String(), nullable=False),
        sa.Column('paper_name', sa.Text(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_norm_work_id', 'norm', ['work_id'])
    op.create_index('ix_norm_rule', 'norm', ['rule'])
    op.create_index('ix_norm_decided', 'norm', ['decided'])
    op.create_index('ix_norm_days', 'norm', ['begins', 'until'])
    op.create_index('ix_norm_order', 'norm', ['paper_since', 'paper_name', 'place', 'begins', 'rule', 'until'])
    op.create_table(
        'effect',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('work_id', sa.String(), nullable=False),
        sa.Column('affected', sa.String(), nullable=True),
        sa.Column('via', sa.String(), nullable=True),
        sa.Column('place', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    for name in ('work_id', 'affected', 'via'):
        op.create_index(f'ix_effect_{name}', 'effect', [name])
    op.create_table(
        'derived',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('owner', sa.String(), nullable=False),
        sa.Column('place', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_derived_owner', 'derived', ['owner'])
    op.create_index('ix_derived_kind_place', 'derived', ['kind', 'place'])
    op.create_table('stale', sa.Column('owner', sa.String(), nullable=False), sa.PrimaryKeyConstraint('owner'))
    op.add_column('reading', sa.Column('marks', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('search', sa.Column('shown', sa.Text(), nullable=False, server_default=''))
    op.create_index('ix_cite_source_relation', 'cite', ['work_id', 'relation'])
    fill()


def watch(of: str) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER search_changed')
        op.execute(CHANGED.format(of=of))


def fill() -> None:
    """What the new columns hold, read from the Readings themselves; and the marks for what is to be derived."""
    here = op.get_bind()
    for sha256, body in here.execute(sa.text('SELECT sha256, body FROM reading')).fetchall():
        reading = json.loads(zlib.decompress(body))
        marks = len(reading.get('receipt_marks', ()))
        here.execute(sa.text('UPDATE reading SET marks = :n WHERE sha256 = :sha'), {'n': marks, 'sha': sha256})
        copies = here.execute(
            sa.text('SELECT id, start, "end" FROM copy WHERE sha256 = :sha'), {'sha': sha256}
        ).fetchall()
        for copy, start, end in copies:
            shown = ' '.join(reading['text'][start:end].split())
            here.execute(sa.text('UPDATE search SET shown = :t WHERE copy_id = :id'), {'t': shown, 'id': copy})
        if marks:
            here.execute(sa.text('INSERT INTO stale (owner) VALUES (:o)'), {'o': f'file:{sha256}'})
    here.execute(sa.text('INSERT INTO stale (owner) SELECT id FROM work WHERE held'))


def downgrade() -> None:
    op.drop_index('ix_cite_source_relation', table_name='cite')
    op.drop_column('search', 'shown')
    op.drop_column('reading', 'marks')
    for name in ('stale', 'derived', 'effect', 'norm'):
        op.drop_table(name)
    watch('')
