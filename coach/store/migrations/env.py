"""Run migrations on the connection that `coach.store.engine.upgrade` hands over."""

from alembic import context

from coach.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
