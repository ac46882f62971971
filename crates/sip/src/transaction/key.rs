//! How messages find their transaction.

use crate::engine::read;
use crate::message::Message;
use crate::method::Method;

/// Branches made since RFC 3261 begin with it (§8.1.1.7).
const MAGIC_COOKIE: &str = "z9hG4bK";

/// Matches requests to server transactions (RFC 3261 §17.2.3): branch, sent-by and method; without the magic cookie the
/// fields RFC 2543 compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ServerKey(Box<[u8]>);

impl ServerKey {
    /// Key of `request` under its own method.
    pub(crate) fn of(request: &Message) -> Option<Self> {
        Self::under(request, &request.method()?)
    }

    /// Key of the INVITE that an ACK or CANCEL belongs to.
    pub(crate) fn of_invite(request: &Message) -> Option<Self> {
        Self::under(request, &Method::Invite)
    }

    fn under(request: &Message, method: &Method) -> Option<Self> {
        let via = read::top_via(request)?;
        match via.branch.filter(|branch| branch.starts_with(MAGIC_COOKIE)) {
            Some(branch) => Some(Self(joined(&[branch, via.sent_by, method.as_str()]))),
            None => Some(Self(joined(&[
                request.request_uri_text()?,
                &read::from_tag(request).unwrap_or_default(),
                read::call_id(request)?,
                &read::cseq(request)?.number.to_string(),
                via.text,
                method.as_str(),
            ]))),
        }
    }
}

/// Finds merged requests (RFC 3261 §8.2.2.2): the same request that came by two paths, hence under two branches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct MergeKey(Box<[u8]>);

impl MergeKey {
    /// `None` for requests inside dialogs, which the rule does not concern.
    pub(crate) fn of(request: &Message) -> Option<Self> {
        if read::to_tag(request).is_some() {
            return None;
        }
        let cseq = read::cseq(request)?;
        let number = cseq.number.to_string();
        let from_tag = read::from_tag(request).unwrap_or_default();
        Some(Self(joined(&[&from_tag, read::call_id(request)?, &number, cseq.method.as_str()])))
    }
}

/// Matches responses to client transactions (§17.1.3): our branch carries a token; CANCEL shares the branch of its INVITE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientKey {
    pub(crate) token: u64,
    pub(crate) cancel: bool,
}

impl ClientKey {
    pub(crate) fn of(response: &Message) -> Option<Self> {
        let cancel = read::cseq(response)?.method == Method::Cancel;
        Some(Self { token: Self::token_of(response)?, cancel })
    }

    /// The token in the branch of a message of ours, or of the response to it.
    pub(crate) fn token_of(message: &Message) -> Option<u64> {
        parse_token(read::top_via(message)?.branch?.strip_prefix(MAGIC_COOKIE)?)
    }
}

/// The branch that carries `token`.
pub(crate) fn branch(token: u64) -> String {
    format!("{MAGIC_COOKIE}{token:016x}")
}

/// Reads a token back only if it is spelled exactly as we write it.
pub(crate) fn parse_token(text: &str) -> Option<u64> {
    let spelled = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    spelled.then(|| u64::from_str_radix(text, 16).ok()).flatten()
}

fn joined(parts: &[&str]) -> Box<[u8]> {
    let length = parts.iter().map(|part| part.len() + 1).sum();
    let mut key = Vec::with_capacity(length);
    for part in parts {
        key.extend_from_slice(part.as_bytes());
        // No part holds a line end, so different parts never join into the same key.
        key.push(b'\n');
    }
    key.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_the_branch_and_other_spellings_are_not_ours() {
        let made = branch(0xab);
        assert_eq!(made, "z9hG4bK00000000000000ab");
        assert_eq!(made.strip_prefix(MAGIC_COOKIE).and_then(parse_token), Some(0xab));
        assert_eq!(parse_token("00000000000000AB"), None);
        assert_eq!(parse_token("ab"), None);
        assert_eq!(parse_token("+0000000000000ab"), None);
    }
}
