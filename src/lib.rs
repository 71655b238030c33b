//! Confab: a web chat that runs wholly on Cloudflare's edge.
//!
//! What binds to Cloudflare is compiled for the Worker only: natively there are the rules, and their tests.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "bindings are what uses it")
)]

pub mod accounts;
#[cfg(target_arch = "wasm32")]
pub mod app;
pub mod body;
pub mod calendar;
pub mod characters;
pub mod database;
pub mod directory;
#[cfg(target_arch = "wasm32")]
pub mod dispatch;
pub mod error;
pub mod inbox;
pub mod invites;
pub mod json;
pub mod map;
pub mod media;
pub mod moderation;
pub mod origin;
pub mod permissions;
#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod previews;
pub mod random;
#[cfg(target_arch = "wasm32")]
pub mod respond;
pub mod room;
pub mod route;
pub mod wire;

#[cfg(target_arch = "wasm32")]
mod events {
    use worker::{Context, Env, Request, Response, ScheduleContext, ScheduledEvent, event};

    use crate::app;

    #[event(start)]
    fn start() {
        console_error_panic_hook::set_once();
    }

    #[event(fetch)]
    async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
        app::fetch(request, env).await
    }

    /// Once an hour: what ended long ago is forgotten.
    #[event(scheduled)]
    async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
        app::scheduled(&env).await;
    }
}
