//! Confab: a web chat that runs wholly on Cloudflare's edge.
pub mod accounts;
pub mod app;
pub mod body;
pub mod calendar;
pub mod characters;
pub mod database;
pub mod directory;
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
pub mod platform;
pub mod previews;
pub mod respond;
pub mod room;
pub mod route;
pub mod wire;

use worker::{Context, Env, Request, Response, ScheduleContext, ScheduledEvent, event};

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
