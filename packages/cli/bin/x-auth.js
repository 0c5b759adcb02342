#!/usr/bin/env node
// In a file of its own that is there before anything is built: npm links no command whose file is missing.
import "../dist/index.js"
