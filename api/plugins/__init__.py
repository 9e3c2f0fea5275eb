"""What browsers and help desks load: parts of the coach that live where agents write."""
