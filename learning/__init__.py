"""learn1325: training, quizzes and certificates for people who deploy to peacekeeping."""
