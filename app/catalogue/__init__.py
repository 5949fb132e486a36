"""What PTV and the national code lists mean."""
