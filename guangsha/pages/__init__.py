"""What people see that no single context owns: public pages as payloads and as documents."""
