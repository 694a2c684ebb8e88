"""The machinery every context relies on: commands, events, jobs, audit, health."""
