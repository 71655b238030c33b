//! The address of a request, taken apart by the runtime: the `url` crate would bring the tables of international
//! domain names into every cold start, for hosts that arrive in ASCII.

use worker::Request;
use worker::web_sys::Url;

use crate::error::Error;

/// The address of a request.
#[derive(Clone, Debug)]
pub struct Address(Url);

impl Address {
    /// The address of a request.
    ///
    /// # Errors
    /// `bad_request` when it is none.
    pub fn of(request: &Request) -> Result<Self, Error> {
        Url::new(&request.inner().url())
            .map(Self)
            .map_err(|_| Error::bad_request("This is not an address."))
    }

    /// The whole of it.
    #[must_use]
    pub fn href(&self) -> String {
        self.0.href()
    }

    /// The path, still escaped.
    #[must_use]
    pub fn path(&self) -> String {
        self.0.pathname()
    }

    /// Scheme, host and port, as browsers send them in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin()
    }

    /// Whether the host is this very machine: no name of the public internet.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(
            self.0.hostname().as_str(),
            "localhost" | "127.0.0.1" | "[::1]"
        )
    }

    /// Whether it is visited by https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.protocol() == "https:"
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.0.search_params().get(name)
    }
}
