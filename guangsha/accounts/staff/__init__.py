"""Companies, departments, roles and invitations: who works here and may do what."""
