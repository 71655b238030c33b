//! How much memory the program takes while files pass by: asked of its isolate ten times a second, by the inspector of
//! `wrangler dev` (`CONFAB_INSPECTOR_ALONE`). What counts is all that V8 holds for it: its heap, and what lies outside
//! of that, such as WebAssembly's memory and buffers, which is where bytes would be that passed through the program.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

/// Bytes the isolate may have more than at the start.
const MORE: u64 = 64 * 1024 * 1024;

/// Somebody who looks.
pub struct Watch {
    stop: oneshot::Sender<()>,
    most: JoinHandle<(u64, u64, u32)>,
}

impl Watch {
    /// Begins to look.
    pub async fn start() -> Self {
        let (stop, mut stopped) = oneshot::channel();
        let address = std::env::var("CONFAB_INSPECTOR_ALONE");
        let address = address.expect("set CONFAB_INSPECTOR_ALONE, or use `npm test -- live`");
        let mut inspector = Inspector::open(&address).await;
        inspector.ask("HeapProfiler.collectGarbage").await;
        let start = inspector.memory().await;
        let most = tokio::spawn(async move {
            let (mut most, mut looks) = (start, 0);
            while stopped.try_recv().is_err() {
                most = most.max(inspector.memory().await);
                looks += 1;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            (start, most, looks)
        });
        Self { stop, most }
    }

    /// Sees to it that it was never too much.
    pub async fn end(self) {
        self.stop.send(()).unwrap();
        let (start, most, looks) = self.most.await.unwrap();
        let mib = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
        println!(
            "the isolate had {:.1} MiB at the start and {:.1} MiB at most, looked at {looks} times",
            mib(start),
            mib(most)
        );
        assert!(looks > 10, "it was over before anybody looked");
        assert!(most < start + MORE, "{} MiB more", mib(most - start));
    }
}

struct Inspector {
    socket: crate::site::Stream,
    asked: u64,
}

impl Inspector {
    async fn open(address: &str) -> Self {
        let mut request = address.into_client_request().unwrap();
        let own = HeaderValue::from_static("http://localhost");
        request.headers_mut().insert("Origin", own);
        let (socket, _) = connect_async(request).await.unwrap();
        Self { socket, asked: 0 }
    }

    async fn ask(&mut self, method: &str) -> Value {
        self.asked += 1;
        let question = json!({ "id": self.asked, "method": method });
        let question = Message::text(question.to_string());
        self.socket.send(question).await.unwrap();
        loop {
            let frame = self
                .socket
                .next()
                .await
                .expect("the inspector is gone")
                .unwrap();
            let answer: Value = serde_json::from_slice(&frame.into_data()).unwrap_or_default();
            if answer["id"] == self.asked {
                assert!(answer.get("error").is_none(), "{answer}");
                return answer["result"].clone();
            }
        }
    }

    async fn memory(&mut self) -> u64 {
        let used = self.ask("Runtime.getHeapUsage").await;
        ["totalSize", "embedderHeapUsedSize", "backingStorageSize"]
            .iter()
            .map(|part| used[*part].as_f64().unwrap_or(0.0) as u64)
            .sum()
    }
}
