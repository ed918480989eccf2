/** Loaded before the tests of a mutant: that a property fails is all that counts, not the least case in which it does. */
import * as fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
