//! Resources that wait for each other in a circle.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Span};

use super::evaluator::Link;
use super::sections::Rewritten;
use super::{Presence, ResourceEntry, codes};

/// Reports circles, each resource in one of them at most, of those that no transform rewrites: what
/// one makes of a resource need not wait for all that the resource names.
pub(super) fn check_circles(
    resources: &[ResourceEntry],
    links: &[Link<'_>],
    rewritten: Rewritten,
    findings: &mut Vec<Diagnostic>,
) {
    let mut graph = Graph::of(resources, links, rewritten);
    graph.drop_ends();
    while let Some(circle) = graph.find_circle() {
        findings.push(finding(resources, &circle));
        graph.remove(circle.iter().map(|edge| edge.from));
        graph.drop_ends();
    }
}

/// One resource waits for another one, both by their place in the file.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: usize,
    to: usize,
    span: Span,
}

/// Who waits for whom, of the resources that are left.
struct Graph {
    /// By resource, what it waits for.
    waits: Vec<Vec<Edge>>,
    /// By resource, who waits for it.
    waited_for: Vec<Vec<usize>>,
    /// By resource, for how many it waits that are left; absent for those that are not left.
    n_waits: Vec<Option<usize>>,
    /// Resources that wait for nothing and are still left.
    ends: Vec<usize>,
    /// No resource before this one is left.
    first_left: usize,
}

impl Graph {
    fn of(resources: &[ResourceEntry], links: &[Link<'_>], rewritten: Rewritten) -> Self {
        // A resource that is never made, or not made as it stands, closes no circle.
        let places: BTreeMap<&str, usize> = resources
            .iter()
            .enumerate()
            .filter(|(_, resource)| {
                resource.presence != Presence::Never && !rewritten.has(&resource.kind)
            })
            .map(|(place, resource)| (resource.id.as_str(), place))
            .collect();
        let written = resources.iter().flat_map(|resource| {
            resource.depends_on.iter().map(|(to, span)| (resource.id.as_str(), to.as_str(), *span))
        });
        let mut waits: Vec<Vec<Edge>> = vec![Vec::new(); resources.len()];
        let mut waited_for: Vec<Vec<usize>> = vec![Vec::new(); resources.len()];
        for (from, to, span) in
            links.iter().map(|link| (link.from, link.to, link.span)).chain(written)
        {
            if let (Some(&from), Some(&to)) = (places.get(from), places.get(to))
                && let (Some(waits), Some(waited_for)) =
                    (waits.get_mut(from), waited_for.get_mut(to))
            {
                waits.push(Edge { from, to, span });
                waited_for.push(from);
            }
        }
        let n_waits: Vec<Option<usize>> = waits.iter().map(|waits| Some(waits.len())).collect();
        let ends = n_waits
            .iter()
            .enumerate()
            .filter(|(_, n)| **n == Some(0))
            .map(|(place, _)| place)
            .collect();
        Self { waits, waited_for, n_waits, ends, first_left: 0 }
    }

    /// Takes those out that wait for nothing, until every resource that is left waits for another
    /// one that is.
    fn drop_ends(&mut self) {
        while let Some(end) = self.ends.pop() {
            self.remove(std::iter::once(end));
        }
    }

    fn remove(&mut self, places: impl IntoIterator<Item = usize>) {
        for place in places {
            let Some(Some(_)) = self.n_waits.get_mut(place).map(Option::take) else { continue };
            for waiting in self.waited_for.get_mut(place).map(std::mem::take).unwrap_or_default() {
                if let Some(Some(n_waits)) = self.n_waits.get_mut(waiting) {
                    *n_waits -= 1;
                    if *n_waits == 0 {
                        self.ends.push(waiting);
                    }
                }
            }
        }
    }

    fn is_left(&self, place: usize) -> bool {
        self.n_waits.get(place).is_some_and(Option::is_some)
    }

    /// Walks from the first resource that is left until one comes again. Call after
    /// [`Self::drop_ends`].
    fn find_circle(&mut self) -> Option<Vec<Edge>> {
        self.first_left =
            (self.first_left..self.n_waits.len()).find(|place| self.is_left(*place))?;
        let mut path: Vec<Edge> = Vec::new();
        let mut seen_at: BTreeMap<usize, usize> = BTreeMap::new();
        let mut at = self.first_left;
        loop {
            if let Some(start) = seen_at.insert(at, path.len()) {
                return Some(path.split_off(start));
            }
            let edge = self.waits.get(at)?.iter().find(|edge| self.is_left(edge.to))?;
            path.push(*edge);
            at = edge.to;
        }
    }
}

/// The most places that one finding shows.
const MAX_PLACES: usize = 6;

fn finding(resources: &[ResourceEntry], circle: &[Edge]) -> Diagnostic {
    let name = |place: usize| resources.get(place).map_or("", |resource| resource.id.as_str());
    let first = circle.first().map_or((0, Span::default()), |edge| (edge.from, edge.span));
    let message = match circle {
        [_] => format!("resource `{}` refers to itself", name(first.0)),
        _ => {
            let path: String =
                circle.iter().map(|edge| format!("`{}` → ", name(edge.from))).collect();
            format!("resources wait for each other in a circle: {path}`{}`", name(first.0))
        }
    };
    let mut finding = Diagnostic::new(&codes::CIRCLE, first.1, message);
    for edge in circle.iter().skip(1).take(MAX_PLACES - 1) {
        finding =
            finding.also(edge.span, format!("`{}` waits for `{}`", name(edge.from), name(edge.to)));
    }
    // Groups whose inline rules name each other are the usual case, and have a way out that is
    // always the same.
    finding.help(match circle.iter().all(|edge| is_group(resources, edge.from)) {
        true => format!(
            "make the rule a resource of its own: an `AWS::EC2::SecurityGroupIngress` (or \
             `…Egress`) with `GroupId: !Ref {}`",
            name(first.0)
        ),
        false => "move one of these references into a resource of its own, such as a rule or an \
                  association"
            .to_owned(),
    })
}

fn is_group(resources: &[ResourceEntry], place: usize) -> bool {
    resources.get(place).is_some_and(|resource| resource.kind == "AWS::EC2::SecurityGroup")
}
