/** Loaded before the tests of a mutant: it only matters that a property fails, so do not look for the smallest case. */
import * as fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
