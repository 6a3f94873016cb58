"""The certification letter of a country: its words once, drawn as a PDF and as a document that an office can edit."""
