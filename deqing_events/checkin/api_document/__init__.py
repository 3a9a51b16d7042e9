"""The OpenAPI document of the API for devices, built from the same constants the code reads with."""
