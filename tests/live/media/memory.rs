//! How much memory the program takes while files pass by: asked of its isolate ten times a second, by the inspector of
//! `wrangler dev` (`CONFAB_INSPECTOR_ALONE`). What counts is all that V8 holds for it: its heap, what buffers lie
//! outside of that, and WebAssembly's memory, which never shrinks: what passed through it is seen afterwards, too.

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
        inspector
            .ask("HeapProfiler.collectGarbage", json!({}))
            .await;
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
    /// Where the program runs, as the inspector calls it.
    context: Value,
}

impl Inspector {
    async fn open(address: &str) -> Self {
        let mut request = address.into_client_request().unwrap();
        let own = HeaderValue::from_static("http://localhost");
        request.headers_mut().insert("Origin", own);
        let (socket, _) = connect_async(request).await.unwrap();
        let mut inspector = Self {
            socket,
            asked: 0,
            context: Value::Null,
        };
        // It is told of when that begins; `wrangler dev` has begun already.
        inspector.ask("Runtime.disable", json!({})).await;
        inspector.ask("Runtime.enable", json!({})).await;
        inspector
    }

    async fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let question = json!({ "id": self.asked, "method": method, "params": parameters });
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
            if answer["method"] == "Runtime.executionContextCreated" {
                self.context = answer["params"]["context"]["id"].clone();
            }
            if answer["id"] == self.asked {
                assert!(answer.get("error").is_none(), "{answer}");
                return answer["result"].clone();
            }
        }
    }

    async fn memory(&mut self) -> u64 {
        let used = self.ask("Runtime.getHeapUsage", json!({})).await;
        let heap: u64 = ["totalSize", "embedderHeapUsedSize", "backingStorageSize"]
            .iter()
            .map(|part| used[*part].as_f64().unwrap() as u64)
            .sum();
        heap + self.web_assembly().await
    }

    /// Bytes of all memories of WebAssembly in the isolate.
    async fn web_assembly(&mut self) -> u64 {
        let kind =
            json!({ "expression": "WebAssembly.Memory.prototype", "contextId": self.context });
        let kind = self.ask("Runtime.evaluate", kind).await;
        let kind = json!({ "prototypeObjectId": kind["result"]["objectId"] });
        let all = self.ask("Runtime.queryObjects", kind).await;
        let id = &all["objects"]["objectId"];
        let sum = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) }";
        let sum = json!({ "objectId": id, "functionDeclaration": sum, "returnByValue": true });
        let sum = self.ask("Runtime.callFunctionOn", sum).await;
        let sum = sum["result"]["value"].as_u64().unwrap();
        assert!(sum > 0, "the program has no memory");
        sum
    }
}
