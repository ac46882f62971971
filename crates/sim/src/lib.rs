//! The simulated world: phones, carriers, a network that loses and repeats, a clock that only moves when told, around a real
//! [`Switchboard`](otklik_switchboard::Switchboard) that receives real SIP bytes.
//!
//! Three users: the *ladders* of `switchboard`, which play one scenario from a text and compare what happened; the random worlds
//! of this crate's tests, which play thousands of actions from a seed and check that nothing is left behind; and later what-if
//! simulation. It models no audio: [`media`] only keeps the books of what the media threads would do.
//!
//! ```
//! use otklik_sim::World;
//! use std::time::Duration;
//!
//! let mut world = World::new(1);
//! world.add_phone("101");
//! world.register_all();
//! world.phone_mut("carrier").call("+74950000002", Some("+79160000001"));
//! world.run_for(Duration::from_millis(100));
//! world.phone_mut("101").answer();
//! world.run_for(Duration::from_secs(1));
//! assert_eq!(world.switchboard().calls(), 1);
//! ```

pub mod checks;
pub mod company;
pub mod describe;
pub mod ladder;
pub mod media;
pub mod network;
pub mod phone;
pub mod play;
mod world;

pub use world::World;
