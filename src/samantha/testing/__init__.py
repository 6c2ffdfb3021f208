"""Virtual time, scripted engines and people, the simulator. Shipped, so that users can test their own parts."""
