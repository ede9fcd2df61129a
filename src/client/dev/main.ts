// The development overlay.
