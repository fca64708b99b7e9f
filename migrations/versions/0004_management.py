"""work packages of management

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22 20:05:00

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        'work_package',
        sa.Column('is_management', sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade():
    op.drop_column('work_package', 'is_management')
