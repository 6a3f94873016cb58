"""What is done when nobody looks: reports that somebody asked to be sent, and the outbox of mails."""
