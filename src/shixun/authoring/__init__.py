"""What writes and checks the course's content for an author who is no programmer."""
