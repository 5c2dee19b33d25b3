//! Which answer a script's part comes to for a request.

use super::super::answer::{Answer, Asked, Body, Ending, LAST_MODIFIED, Method, Notes};
use super::super::range::{Selected, select};
use super::Turn;
use crate::script::{AnswerSpec, BodyKind, IfRange, Ranges, Scripted, bodiless};

/// The answer as the rest of the origin knows answers; what differs on the wire is the performance's.
pub(in crate::serve) fn choose<'s>(script: &'s Scripted, asked: &Asked<'_>) -> Answer<'s> {
    let spec = &script.spec;
    let selected = selected(script, asked);
    let status = spec.status.unwrap_or(match selected {
        Selected::Whole => 200,
        Selected::Part { .. } => 206,
        Selected::Unsatisfiable => 416,
    });
    let kind = spec.body.unwrap_or_else(|| usual_body(status));
    let answer = match kind {
        BodyKind::File => of_file(script, carried(selected, spec, status)),
        BodyKind::None if is_of_a_file(status) => Answer {
            body: Body::Text(""),
            content_length: 0,
            ..of_file(script, carried(selected, spec, status))
        },
        BodyKind::None => Answer {
            body: Body::Text(""),
            content_length: 0,
            ..Answer::refusal(status)
        },
        BodyKind::Text => Answer::refusal(status),
    };
    let notes = match kind {
        BodyKind::Text | BodyKind::None if status == 416 => {
            Notes::Unsatisfiable { total: spec.bytes }
        }
        _ => answer.notes,
    };
    let ending = match spec.raw {
        Some(_) => Ending::NotHttp,
        None => Ending::Whole,
    };
    Answer {
        status,
        notes,
        ending,
        script: Some(Turn {
            script,
            ends_with_head: bodiless(status) || asked.method == Method::Head,
        }),
        ..answer
    }
}

fn usual_body(status: u16) -> BodyKind {
    match status {
        _ if bodiless(status) => BodyKind::None,
        200..=299 => BodyKind::File,
        _ => BodyKind::Text,
    }
}

/// Whether an answer of this status tells what the file is, body or not.
fn is_of_a_file(status: u16) -> bool {
    bodiless(status) || (200..=299).contains(&status)
}

fn of_file<'s>(script: &'s Scripted, part: Selected) -> Answer<'s> {
    let spec = &script.spec;
    let last_modified = spec.last_modified.as_deref().unwrap_or(LAST_MODIFIED);
    Answer::of_file(
        script.own_etag(),
        last_modified,
        script.content,
        spec.bytes,
        part,
    )
}

/// The part of the file that an answer of this status carries.
fn carried(selected: Selected, spec: &AnswerSpec, status: u16) -> Selected {
    match (status, selected) {
        (206, Selected::Part { .. }) => selected,
        // A part nobody asked for; an empty file has none.
        (206, _) if spec.bytes > 0 => Selected::Part {
            offset: 0,
            bytes: spec.bytes,
        },
        _ => Selected::Whole,
    }
}

fn selected(script: &Scripted, asked: &Asked<'_>) -> Selected {
    let spec = &script.spec;
    let Some(range) = asked.range.filter(|_| asked.method == Method::Get) else {
        return Selected::Whole;
    };
    match spec.ranges {
        Ranges::Ignore => Selected::Whole,
        Ranges::Refuse => Selected::Unsatisfiable,
        Ranges::Honour if unchanged(script, asked.if_range) => {
            bent(select(range, spec.bytes), spec)
        }
        Ranges::Honour => Selected::Whole,
    }
}

/// Whether `If-Range` names what this very answer says the file is.
fn unchanged(script: &Scripted, if_range: Option<&str>) -> bool {
    let Some(validator) = if_range.filter(|_| script.spec.if_range == IfRange::Honour) else {
        return true;
    };
    let etag = script.edited("etag", script.own_etag());
    let own_date = script.spec.last_modified.as_deref();
    let date = script.edited("last-modified", own_date.unwrap_or(LAST_MODIFIED));
    // A weak tag never matches, be it the same one.
    let weak = validator.starts_with("W/");
    !weak && (etag == Some(validator) || date == Some(validator))
}

/// The part a server that counts wrongly takes it for: still within the file, and never empty.
fn bent(selected: Selected, spec: &AnswerSpec) -> Selected {
    let Selected::Part { offset, bytes } = selected else {
        return selected;
    };
    let last = offset + bytes - 1;
    let first = offset.saturating_add_signed(spec.range_shift).min(last);
    let last = last.saturating_sub(spec.range_cut).max(first);
    Selected::Part {
        offset: first,
        bytes: last - first + 1,
    }
}
