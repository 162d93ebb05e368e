//! The end-to-end suite: netloom, the real AWS CLI, ParallelCluster and cfn-lint against an
//! emulator on loopback.
//!
//! `tests/e2e/setup.sh` installs the programs; `make e2e` runs it and then this.

mod agreement;
mod aws_rules;
mod cases;
mod collected;
mod drift;
mod edits;
mod emulator;
mod facts;
mod fleet;
mod lint;
mod pcluster_v2;
mod pcluster_v3;
mod pipes;
mod site;
mod spoilt;
mod stack;
mod stories;
mod tools;
mod update;
mod validators;
mod yaml;
