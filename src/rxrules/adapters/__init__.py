"""What comes in: case files, FHIR documents and CDS Hooks requests; each is read into cases of the model."""
