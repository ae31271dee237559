"""A room that closes the loop without hardware: loudspeaker, walls, people, noise, microphone."""
