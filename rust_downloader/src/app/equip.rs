//! Opens what the options and the environment name: what only reads first, so that a wrong name leaves nothing behind.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::cli::{Level, Options, ProgressMode};
use crate::files::Folder;
use crate::http::{Net, Proxies, Requests, Tls};
use crate::jobs::{Source, count};
use crate::progress::{Meter, Progress};
use crate::report::Records;
use crate::run::Equipment;
use crate::stop::Stop;

/// Open files besides a connection and a part for each download.
const FILES_BESIDES: u64 = 32;
/// Where jobs name many origins, about this many connections are worth keeping.
const WORTH_KEEPING: u64 = 128;

pub fn equip(options: &Options, stop: &Stop) -> anyhow::Result<Equipment> {
    let source = Source::open(options.urls.clone(), options.input.as_deref())?;
    let cacert = options.cacert.as_deref();
    let tls = Tls::open(cacert).with_context(|| {
        let named = cacert.map(shown).unwrap_or_default();
        format!("cannot use the certificates of {named}")
    })?;
    let proxies = proxies(options)?;
    let connections = connections(options.concurrency, allow_many_files())?;
    let folder = Folder::open(&options.dir, options.fsync)
        .with_context(|| format!("cannot use the folder {}", shown(&options.dir)))?;
    let records = options.records.as_deref().map(|path| {
        Records::open(path).with_context(|| format!("cannot write the records to {}", shown(path)))
    });
    let records = records.transpose()?;
    let meter = Arc::new(Meter::default());
    Ok(Equipment {
        source,
        folder,
        net: Net {
            tls,
            limits: options.limits,
            stop: stop.clone(),
        },
        requests: Requests::new(&options.headers, proxies),
        connections,
        records,
        progress: start_progress(options, &meter),
        meter,
    })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn proxies(options: &Options) -> anyhow::Result<Proxies> {
    if options.strategy.level() == Level::Races {
        return Ok(Proxies::default());
    }
    let variable = |name: &str| env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    Ok(Proxies::of(variable)?)
}

/// A bar wants to know how many jobs there are, which costs a reading of the input: only done for one that is seen.
fn start_progress(options: &Options, meter: &Arc<Meter>) -> Progress {
    let mode = match options.progress {
        _ if options.quiet => ProgressMode::None,
        ProgressMode::Auto if io::stderr().is_terminal() => ProgressMode::Bar,
        ProgressMode::Auto => ProgressMode::None,
        asked => asked,
    };
    if mode != ProgressMode::None
        && let Some(total) = count(&options.urls, options.input.as_deref())
    {
        meter.set_total(total);
    }
    Progress::start(mode, meter)
}

/// Raises the limit of open files as far as that is allowed: 1,024 connections and their files are more than is usual.
/// Returns it; `None` where there is none.
fn allow_many_files() -> Option<u64> {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Not allowed, it stays as it is.
    let _ = setrlimit(Resource::Nofile, limit);
    getrlimit(Resource::Nofile).current
}

/// Most connections in use and kept, where so many files may be open.
fn connections(concurrency: usize, limit: Option<u64>) -> anyhow::Result<usize> {
    let slots = concurrency as u64;
    let needed = 2 * slots + FILES_BESIDES;
    let limit = limit.unwrap_or(u64::MAX);
    if limit < needed {
        bail!(
            "--concurrency {concurrency} needs {needed} open files and the limit is {limit}; \
             raise it (ulimit -n {needed}) or lower --concurrency"
        );
    }
    let most = slots.max(WORTH_KEEPING).min(limit - slots - FILES_BESIDES);
    Ok(usize::try_from(most).unwrap_or(concurrency))
}

#[cfg(test)]
mod tests {
    use super::connections;

    #[test]
    fn connections_leave_room_for_the_files() {
        for (concurrency, limit, expected) in [
            (10, None, 128),
            (10, Some(1_024), 128),
            (10, Some(52), 10),
            (10, Some(100), 58),
            (512, Some(1_056), 512),
            (1024, None, 1024),
        ] {
            assert_eq!(connections(concurrency, limit).unwrap(), expected);
        }
    }

    #[test]
    fn a_limit_that_is_too_low_is_said_with_what_to_do() {
        assert_eq!(
            connections(512, Some(256)).unwrap_err().to_string(),
            "--concurrency 512 needs 1056 open files and the limit is 256; \
             raise it (ulimit -n 1056) or lower --concurrency"
        );
    }
}
