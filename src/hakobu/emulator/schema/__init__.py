"""What a module and a field are, and the state's own set of them."""
