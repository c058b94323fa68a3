// Filled by the tests of the file formats.
