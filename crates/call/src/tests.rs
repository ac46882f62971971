//! Behaviour of calls, told through their signals and outputs.
