//! One attempt: from the job's URL through its redirects to an answer whose body is the file, or the rest of it.

use url::Url;

use super::{Download, Failed, retry_after};
use crate::failure::Failure;
use crate::http::{Ask, Head, Request, Requests};
use crate::resume::{self, Answer, Decision, RangeRequest};
use crate::stop::Stop;

/// What to do with the body that follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes to the file.
    Store,
    /// It is nothing to keep; the attempt has something else to ask for.
    GoOn,
}

pub struct Attempt {
    /// Where redirects have led; none yet: the job's URL.
    moved: Option<Url>,
    /// No redirect has led away from the job's origin.
    at_home: bool,
    redirects_left: u32,
    most_redirects: u32,
    /// The whole is asked for where there is nothing to go on from.
    range: Option<RangeRequest>,
}

impl Attempt {
    /// Fails where there is nothing more to attempt.
    pub fn begin(
        download: &mut Download,
        most_redirects: u32,
        stop: &Stop,
    ) -> Result<Self, Failure> {
        download.check(stop)?;
        let range = download.body.take_up()?;
        download.flight.attempt();
        Ok(Self {
            moved: None,
            at_home: true,
            redirects_left: most_redirects,
            most_redirects,
            range,
        })
    }

    /// What to ask for now.
    pub fn request<'a>(
        &self,
        download: &Download,
        requests: &'a Requests,
    ) -> Result<Request<'a>, Failure> {
        let job = &download.job.url;
        requests.make(&Ask {
            url: self.moved.as_ref().unwrap_or(job),
            home: self.at_home.then_some(job),
            range: self.range.as_ref(),
        })
    }

    /// What the head of the answer means for its body.
    pub fn judge(&mut self, download: &mut Download, head: Head) -> Result<Verdict, Failed> {
        download.flight.answered(head.status);
        if matches!(head.status, 301 | 302 | 303 | 307 | 308) {
            self.follow(&download.job.url, head.location.as_deref())?;
            return Ok(Verdict::GoOn);
        }
        let asked = self.asked(download);
        let answer = Answer {
            status: head.status,
            content_range: head.content_range.as_deref(),
            length: head.length,
            validator: &head.validator,
        };
        match resume::decide(&asked, &answer) {
            Decision::StartOver => {
                download.flight.resumed_from = None;
                let Head {
                    length, validator, ..
                } = head;
                download.body.start_over(&download.job, length, validator)?;
                Ok(Verdict::Store)
            }
            Decision::Append => {
                download.flight.resumed_from = Some(asked.bytes);
                let total = answer.content_range.and_then(resume::total);
                download.body.append(total.unwrap_or_default())?;
                Ok(Verdict::Store)
            }
            Decision::RequestAgain => {
                download.body.forget()?;
                self.range = None;
                Ok(Verdict::GoOn)
            }
            Decision::Fail => Err(self.refuse(&head)),
        }
    }

    /// What was asked for, as the decision wants it: from byte 0 where that was the whole.
    fn asked(&self, download: &Download) -> resume::Part {
        match &self.range {
            Some(_) => download.body.left(),
            None => resume::Part::default(),
        }
    }

    fn follow(&mut self, job: &Url, location: Option<&str>) -> Result<(), Failure> {
        let nowhere = |reason: &str| Failure::BadRedirect(reason.to_owned());
        if self.redirects_left == 0 {
            return Err(Failure::TooManyRedirects(self.most_redirects));
        }
        self.redirects_left -= 1;
        let location = location.ok_or_else(|| nowhere("no Location"))?;
        let now = self.moved.as_ref().unwrap_or(job);
        let mut to = now
            .join(location)
            .map_err(|_| nowhere("its Location is not a URL"))?;
        if !matches!(to.scheme(), "http" | "https") {
            return Err(nowhere("its Location is not http or https"));
        }
        to.set_fragment(None);
        // Whom the job trusts with what it sends is its own origin; who comes back from elsewhere may be sent.
        self.at_home = self.at_home && to.origin() == job.origin();
        self.moved = Some(to);
        Ok(())
    }

    fn refuse(&self, head: &Head) -> Failed {
        let bad = |reason: String| Failed::from(Failure::BadResponse(reason));
        match (head.status, &self.range) {
            (206, None) => bad("a 206 nobody asked for".to_owned()),
            (200..=299, Some(_)) => bad(format!("a {} to a request for a range", head.status)),
            (status, _) => Failed {
                failure: Failure::HttpStatus(status),
                retry_after: retry_after(head),
            },
        }
    }
}

#[cfg(test)]
mod tests;
