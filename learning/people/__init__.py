"""People: who learns, who trains, who answers for a country, who administers."""
