//! Where a learner sits: the folder `work/`, the progress, and what a
//! learner can say.

pub mod calls;
pub mod checking;
pub mod learner;
pub mod lock;
pub mod state;
pub mod watch;
pub mod work;
