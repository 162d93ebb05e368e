//! A path over a picture: there and back, and where packets are dropped.
//!
//! - Comes in: the hops of an answer as [`Step`]s.
//! - Goes out: the scene with an arrow from place to place, the numbers of the steps at each place,
//!   and each step in words below the picture.
//!
//! Filters and tables are at the place whose packets they judge: the arrow leads from node to
//! gateway, and the numbers say how much is in between.

use std::collections::BTreeMap;

use netloom_network::Id;

use super::{Arrow, Key, Mark, Note, Resident, Scene, SubnetBox, Tone};

/// One hop of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Whether it is on the way back.
    pub is_reply: bool,
    /// What judges there: an id in the network.
    pub id: String,
    /// The subnet that it is in, or at the edge of.
    pub subnet: Option<Id>,
    /// What it is and what it decides, in words.
    pub words: String,
    /// What comes of it.
    pub outcome: Outcome,
}

/// What becomes of packets at a hop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// They pass.
    Passed,
    /// That depends on what is not known.
    Undecided,
    /// They are dropped.
    Dropped,
}

/// Where a path is for some of its steps.
struct Visit {
    is_reply: bool,
    place: Place,
    steps: Vec<(usize, Outcome)>,
}

#[derive(Clone, PartialEq, Eq)]
enum Place {
    Subnet(Key, Option<Key>),
    Edge(usize, Key),
    Outside(Key),
}

impl Place {
    fn key(&self) -> &Key {
        match self {
            Self::Subnet(subnet, resident) => resident.as_ref().unwrap_or(subnet),
            Self::Edge(_, key) | Self::Outside(key) => key,
        }
    }
}

/// Draws a path over a scene.
///
/// - `head`: what the path answers, in one line.
#[must_use]
pub fn with_path(mut scene: Scene, head: &str, steps: &[Step]) -> Scene {
    scene.notes.push(Note { words: head.to_owned(), tone: Tone::Plain });
    let there = visits_of(&scene, steps, false);
    let back = back_of(&there, visits_of(&scene, steps, true));
    for (is_reply, visits) in [(false, there), (true, back)] {
        let places = with_what_is_between(&scene, &visits);
        let arrows = places.iter().zip(places.iter().skip(1));
        let arrows = arrows.filter(|(from, to)| from.0.key() != to.0.key()).map(|(from, to)| {
            let tone = match (from.1, to.1, is_reply) {
                (_, Outcome::Dropped, _) => Tone::Bad,
                (Outcome::Undecided, ..) => Tone::Doubtful,
                (.., true) => Tone::Changed,
                (.., false) => Tone::Good,
            };
            Arrow { from: from.0.key().clone(), to: to.0.key().clone(), is_reply, tone }
        });
        scene.arrows.extend(arrows.collect::<Vec<_>>());
        mark(&mut scene, &visits);
    }
    for (at, step) in steps.iter().enumerate() {
        let is_first_back = step.is_reply
            && at
                .checked_sub(1)
                .is_none_or(|before| steps.get(before).is_some_and(|before| !before.is_reply));
        if is_first_back {
            scene.notes.push(Note { words: "and back".to_owned(), tone: Tone::Plain });
        }
        let tone = tone_of(step.outcome, Tone::Plain);
        scene.notes.push(Note { words: format!("{}  {}", at + 1, step.words), tone });
    }
    scene
}

fn tone_of(outcome: Outcome, passed: Tone) -> Tone {
    match outcome {
        Outcome::Passed => passed,
        Outcome::Undecided => Tone::Doubtful,
        Outcome::Dropped => Tone::Bad,
    }
}

/// The places of the steps in one direction, each as long as the path is there.
fn visits_of(scene: &Scene, steps: &[Step], is_reply: bool) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    for (at, step) in steps.iter().enumerate().filter(|(_, step)| step.is_reply == is_reply) {
        let here = (at, step.outcome);
        let place = place_of(scene, step, visits.last().map(|visit| &visit.place));
        match (place, visits.last_mut()) {
            (None, Some(last)) => last.steps.push(here),
            (None, None) => {}
            (Some(place), Some(last)) if is_there(&last.place, &place) => {
                if let (Place::Subnet(_, resident @ None), Place::Subnet(_, Some(found))) =
                    (&mut last.place, place)
                {
                    *resident = Some(found);
                }
                last.steps.push(here);
            }
            (Some(place), _) => visits.push(Visit { is_reply, place, steps: vec![here] }),
        }
    }
    visits
}

/// Answers begin where packets arrived and end where they came from, though nothing may judge them
/// there.
fn back_of(there: &[Visit], mut back: Vec<Visit>) -> Vec<Visit> {
    if back.is_empty() {
        return back;
    }
    let end = |visit: &Visit| Visit { is_reply: true, place: visit.place.clone(), steps: vec![] };
    let (begin, end) = (there.last().map(end), there.first().map(end));
    match (begin, back.first_mut()) {
        (Some(begin), Some(first)) if is_there(&begin.place, &first.place) => {
            first.place = begin.place;
        }
        (Some(begin), _) => back.insert(0, begin),
        (None, _) => {}
    }
    match (end, back.last_mut()) {
        (Some(end), Some(last)) if is_there(&last.place, &end.place) => last.place = end.place,
        (Some(end), _) => back.push(end),
        (None, _) => {}
    }
    back
}

/// Whether a path that is at one place has not left it for the other.
fn is_there(here: &Place, next: &Place) -> bool {
    match (here, next) {
        (Place::Subnet(a, None), Place::Subnet(b, _))
        | (Place::Subnet(a, _), Place::Subnet(b, None)) => a == b,
        (here, next) => here == next,
    }
}

fn place_of(scene: &Scene, step: &Step, before: Option<&Place>) -> Option<Place> {
    let id = Id::new(step.id.as_str());
    let here = match before {
        Some(Place::Subnet(subnet, _)) => Some(subnet.clone()),
        _ => None,
    };
    // An endpoint has no subnet of its own in a path: it is where the path is.
    let home = step.subnet.as_ref().map(Key::from).or(here);
    let subnets = || scene.subnets().filter(|subnet| home.as_ref() == Some(&subnet.key));
    if let Some((subnet, resident)) = subnets().find_map(|s| Some((s, resident_of(s, &id)?))) {
        return Some(Place::Subnet(subnet.key.clone(), Some(resident.key.clone())));
    }
    if step.subnet.is_some() {
        return subnets().next().map(|subnet| Place::Subnet(subnet.key.clone(), None));
    }
    let own = before.and_then(|place| vpc_of(scene, place));
    let edge = |vpc: usize| {
        let edges = &scene.vpcs.get(vpc)?.edge;
        edges.iter().find(|edge| edge.stands_for.contains(&id)).map(|edge| edge.key.clone())
    };
    let vpcs = own.into_iter().chain(0..scene.vpcs.len());
    if let Some((vpc, key)) = vpcs.into_iter().find_map(|vpc| Some((vpc, edge(vpc)?))) {
        return Some(Place::Edge(vpc, key));
    }
    let (subnet, resident) = scene.subnets().find_map(|s| Some((s, resident_of(s, &id)?)))?;
    Some(Place::Subnet(subnet.key.clone(), Some(resident.key.clone())))
}

fn resident_of<'s>(subnet: &'s SubnetBox, id: &Id) -> Option<&'s Resident> {
    subnet.residents.iter().find(|resident| resident.stands_for.contains(id))
}

/// The position of the VPC of a place.
fn vpc_of(scene: &Scene, place: &Place) -> Option<usize> {
    match place {
        Place::Subnet(key, _) => scene.vpcs.iter().position(|vpc| {
            vpc.zones.iter().flat_map(|zone| &zone.subnets).any(|subnet| subnet.key == *key)
        }),
        Place::Edge(vpc, _) => Some(*vpc),
        Place::Outside(_) => None,
    }
}

/// The places of a path up to where packets are dropped, with what lies between them and beyond:
/// what a gateway leads to, and its end in another VPC. With each, what became of packets so far.
fn with_what_is_between(scene: &Scene, visits: &[Visit]) -> Vec<(Place, Outcome)> {
    let mut places: Vec<(Place, Outcome)> = Vec::new();
    let mut so_far = Outcome::Passed;
    for visit in visits {
        if let (true, Place::Edge(vpc, key)) = (places.is_empty(), &visit.place) {
            places.extend(outside_of(scene, *vpc, key).map(|outside| (outside, so_far)));
        }
        if let Some((Place::Edge(vpc, key), _)) = places.last().cloned()
            && vpc_of(scene, &visit.place).is_some_and(|next| next != vpc)
        {
            let outside = outside_of(scene, vpc, &key);
            let next = vpc_of(scene, &visit.place);
            let other = next.zip(outside.as_ref()).and_then(|(next, outside)| {
                let edges = &scene.vpcs.get(next)?.edge;
                let edge = edges.iter().find(|e| e.outside.as_ref() == Some(outside.key()))?;
                Some(Place::Edge(next, edge.key.clone()))
            });
            places.extend(outside.into_iter().chain(other).map(|place| (place, so_far)));
        }
        let worst = visit.steps.iter().map(|(_, outcome)| *outcome).max();
        so_far = so_far.max(worst.unwrap_or(so_far));
        places.push((visit.place.clone(), so_far));
        if so_far == Outcome::Dropped {
            return places;
        }
    }
    if let Some((Place::Edge(vpc, key), outcome)) = places.last().cloned() {
        places.extend(outside_of(scene, vpc, &key).map(|outside| (outside, outcome)));
    }
    places
}

fn outside_of(scene: &Scene, vpc: usize, edge: &Key) -> Option<Place> {
    let edges = &scene.vpcs.get(vpc)?.edge;
    let edge = edges.iter().find(|place| place.key == *edge)?;
    edge.outside.clone().map(Place::Outside)
}

/// Writes the numbers of the steps at the places where they are.
fn mark(scene: &mut Scene, visits: &[Visit]) {
    let mut marks: BTreeMap<Key, Vec<Mark>> = BTreeMap::new();
    for visit in visits {
        let passed = if visit.is_reply { Tone::Changed } else { Tone::Good };
        let of_place = marks.entry(visit.place.key().clone()).or_default();
        let mut passes: Vec<usize> = Vec::new();
        for (at, outcome) in &visit.steps {
            if *outcome == Outcome::Passed {
                passes.push(*at);
            }
        }
        if let (Some(first), Some(last)) = (passes.first(), passes.last()) {
            let word = if first == last {
                format!("{}", first + 1)
            } else {
                format!("{}-{}", first + 1, last + 1)
            };
            of_place.push(Mark { word, tone: passed });
        }
        for (at, outcome) in visit.steps.iter().filter(|(_, outcome)| *outcome != Outcome::Passed) {
            let what = if *outcome == Outcome::Dropped { "dropped" } else { "undecided" };
            let (word, tone) = (format!("{} {what}", at + 1), tone_of(*outcome, passed));
            of_place.push(Mark { word, tone });
        }
    }
    scene.each_marked(|key, _, own| own.extend(marks.get(key).into_iter().flatten().cloned()));
}
