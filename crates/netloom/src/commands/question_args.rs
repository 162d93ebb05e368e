//! The arguments that ask one question.

use netloom_checks::ClusterNodes;
use netloom_network::{Id, Network};
use netloom_question::{NotAParty, Party, Question, traffic_from_words};

use crate::error::CommandError;

/// Between whom, and which traffic.
#[derive(clap::Args, Debug)]
pub(super) struct QuestionArgs {
    /// The client of the connection
    #[arg(long, value_name = "PARTY")]
    pub(super) from: String,

    /// The server
    #[arg(long, value_name = "PARTY")]
    pub(super) to: String,

    /// `tcp`, `udp`, `icmp` (a ping), `all`, or a number
    #[arg(long, default_value = "tcp", value_name = "PROTOCOL")]
    pub(super) protocol: String,

    /// A port, a range such as 1024-2048, or several with commas; by default 443 for services, else
    /// every port
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<String>,
}

impl QuestionArgs {
    /// Returns the two ends as they are written.
    pub(super) fn parties(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }

    /// Returns the question.
    ///
    /// # Errors
    /// A name that nothing in the network has, or traffic that is none.
    pub(super) fn question(
        &self,
        network: &Network,
        nodes: &ClusterNodes,
    ) -> Result<Question, CommandError> {
        let from = party(&self.from, network, nodes)?;
        let to = party(&self.to, network, nodes)?;
        let port = match (&self.port, &to, self.protocol.as_str()) {
            (None, Party::Service(_), "tcp") => Some("443"),
            (port, _, _) => port.as_deref(),
        };
        let traffic = traffic_from_words(&self.protocol, port)
            .map_err(|expected| CommandError::WrongTraffic { expected })?;
        Ok(Question::new(from, to, traffic))
    }
}

fn party(text: &str, network: &Network, nodes: &ClusterNodes) -> Result<Party, CommandError> {
    if let Some(id) = nodes.named(text) {
        return Ok(Party::Interface(id.clone()));
    }
    let no_end = |text: &str| network.no_ends.get(&Id::new(text)).cloned();
    Party::from_text(text, network).map_err(|NotAParty { nearest: near, known, service }| {
        match (no_end(text), service) {
            (Some(why), _) => CommandError::NoEnd { why },
            (None, Some(seen)) => CommandError::UnknownService { seen, near },
            (None, None) => CommandError::UnknownParty { seen: text.to_owned(), near, known },
        }
    })
}
