"""PDFs and their signatures, without any database: appearance, signing, stamping, checking."""
