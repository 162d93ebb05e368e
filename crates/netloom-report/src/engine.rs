//! Handlebars with bounds: a template of the user's own may be wrong, and even then rendering ends,
//! with a text or an error.
//!
//! Handlebars has no limit of its own: a partial that calls itself by way of another ends the
//! process, and partials that each call the one before twice never end. So every part of a
//! template, once it is parsed, begins and ends with a call that counts.
//!
//! - Comes in: texts of templates, values.
//! - Goes out: the rendered text, or what is wrong.
//! - Left to others: which values there are; reading files.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use handlebars::template::{Parameter, Template, TemplateElement, TemplateMapping};
use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason, no_escape,
};
use serde::Serialize;

/// The largest text of a template, in bytes.
const MAX_TEMPLATE_BYTES: usize = 256 << 10;

/// The largest text that is rendered, in bytes; a comment of GitHub has at most 65,536 characters.
const MAX_RENDERED_BYTES: usize = 8 << 20;

/// How deep parts of templates may lie in each other: blocks, partials, expressions in parentheses.
const MAX_DEPTH: usize = 64;

/// How many parts of templates are rendered in one run.
const MAX_STEPS: usize = 50_000;

/// The helpers that count. No text of a template can call them, because none may have a NUL.
const ENTER: &str = "\0enter";
const LEAVE: &str = "\0leave";

/// Why a template could not be used.
#[derive(thiserror::Error, Debug)]
pub enum EngineError {
    /// The template is not valid Handlebars.
    #[error("it cannot be read as Handlebars")]
    Malformed {
        /// What Handlebars says.
        source: Box<handlebars::TemplateError>,
    },
    /// The template is beyond a bound of ours.
    #[error("it {0}")]
    TooMuch(String),
    /// The template uses a value or a partial that there is not, or is beyond a bound of ours once
    /// it is rendered.
    #[error("it cannot be rendered")]
    Unrenderable {
        /// What Handlebars says.
        source: Box<handlebars::RenderError>,
    },
}

/// Templates by name.
pub(crate) struct Engine {
    handlebars: Handlebars<'static>,
}

impl Engine {
    /// Returns an engine without a template.
    pub(crate) fn new() -> Self {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(no_escape);
        handlebars.set_strict_mode(true);
        let (depth, steps) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let left = Arc::clone(&depth);
        // Handlebars has no bound of its own: a template of the user may call itself, which would
        // end the process instead of with an error.
        let enter = move |_: &Helper<'_>,
                          _: &Handlebars<'_>,
                          _: &Context,
                          _: &mut RenderContext<'_, '_>,
                          _: &mut dyn Output|
              -> HelperResult {
            if depth.fetch_add(1, Ordering::Relaxed) >= MAX_DEPTH {
                let words = format!("its parts lie more than {MAX_DEPTH} deep in each other");
                return Err(RenderErrorReason::Other(words).into());
            }
            if steps.fetch_add(1, Ordering::Relaxed) >= MAX_STEPS {
                let words = format!("it has more than {MAX_STEPS} parts when it is rendered");
                return Err(RenderErrorReason::Other(words).into());
            }
            Ok(())
        };
        let leave = move |_: &Helper<'_>,
                          _: &Handlebars<'_>,
                          _: &Context,
                          _: &mut RenderContext<'_, '_>,
                          _: &mut dyn Output|
              -> HelperResult {
            left.fetch_sub(1, Ordering::Relaxed);
            Ok(())
        };
        handlebars.register_helper(ENTER, Box::new(enter));
        handlebars.register_helper(LEAVE, Box::new(leave));
        Self { handlebars }
    }

    /// Takes a template in, in the place of an earlier one of this name.
    pub(crate) fn register(&mut self, name: &str, text: &str) -> Result<(), EngineError> {
        is_bounded(text).map_err(|what| EngineError::TooMuch(what.to_owned()))?;
        let mut template = Template::compile_with_name(text, name.to_owned())
            .map_err(|source| EngineError::Malformed { source: Box::new(source) })?;
        count_in(&mut template);
        self.handlebars.register_template(name, template);
        Ok(())
    }

    /// Renders a template.
    pub(crate) fn render(
        &self,
        name: &str,
        values: &impl Serialize,
    ) -> Result<String, EngineError> {
        let mut text = Bounded(Vec::new());
        let rendered = self.handlebars.render_to_write(name, values, &mut text);
        rendered.map_err(|source| EngineError::Unrenderable { source: Box::new(source) })?;
        Ok(String::from_utf8_lossy(&text.0).into_owned())
    }
}

/// What is written, up to the bound.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_RENDERED_BYTES {
            return Err(io::Error::other(format!(
                "the text is longer than {MAX_RENDERED_BYTES} bytes"
            )));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What parsing can bear: the parser of Handlebars calls itself for every level.
fn is_bounded(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_TEMPLATE_BYTES {
        return Err("is larger than 256 KiB");
    }
    if text.contains('\0') {
        return Err("has a NUL byte");
    }
    let (mut blocks, mut parentheses, mut before) = (0_usize, 0_usize, ' ');
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '#' if matches!(before, '{' | '~') => blocks += 1,
            '/' if matches!(before, '{' | '~') => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        if blocks > MAX_DEPTH || parentheses > MAX_DEPTH {
            return Err("nests blocks or parentheses more than 64 deep");
        }
        before = c;
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    Ok(())
}

/// Puts the calls that count around every part of a template.
fn count_in(template: &mut Template) {
    for element in &mut template.elements {
        match element {
            TemplateElement::HtmlExpression(helper)
            | TemplateElement::Expression(helper)
            | TemplateElement::HelperBlock(helper) => {
                helper.template.iter_mut().chain(&mut helper.inverse).for_each(count_in);
            }
            TemplateElement::DecoratorExpression(part)
            | TemplateElement::DecoratorBlock(part)
            | TemplateElement::PartialExpression(part)
            | TemplateElement::PartialBlock(part) => part.template.iter_mut().for_each(count_in),
            _ => {}
        }
    }
    if let (Some((enter, at_start)), Some((leave, at_end))) = (call(ENTER), call(LEAVE)) {
        template.elements.insert(0, enter);
        template.mapping.insert(0, at_start);
        template.elements.push(leave);
        template.mapping.push(at_end);
    }
}

/// An expression of Handlebars' own making, with the name of ours.
fn call(helper: &str) -> Option<(TemplateElement, TemplateMapping)> {
    let parsed = Template::compile("{{{x}}}").ok()?;
    match (parsed.elements.into_iter().next()?, parsed.mapping.into_iter().next()?) {
        (
            TemplateElement::HtmlExpression(mut call) | TemplateElement::Expression(mut call),
            place,
        ) => {
            call.name = Parameter::Name(helper.to_owned());
            Some((TemplateElement::HtmlExpression(call), place))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(text: &str) -> Result<String, EngineError> {
        let mut engine = Engine::new();
        engine.register("t", text)?;
        engine.render("t", &serde_json::json!({"list": [1, 2, 3], "name": "x"}))
    }

    fn check_refused(text: &str, expected: &str) {
        let error = render(text).expect_err("it is beyond a bound");
        let words =
            format!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string));
        assert!(words.contains(expected), "{words}");
    }

    #[test]
    fn templates_within_the_bounds_are_rendered() {
        let text =
            "{{#each list}}\n- {{this}}\n{{/each}}\n{{#if name}}{{name}}{{else}}none{{/if}}\n";
        assert_eq!(render(text).expect("it renders"), "- 1\n- 2\n- 3\nx\n");
        let partials = "{{#*inline \"a\"}}a{{/inline}}{{> a}}{{> a}}{{#> none}}else{{/none}}";
        assert_eq!(render(partials).expect("it renders"), "aaelse");
    }

    #[test]
    fn partials_that_never_end_are_refused() {
        check_refused("{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}", "64 deep");
        check_refused(
            "{{#*inline \"a\"}}{{> b}}{{/inline}}{{#*inline \"b\"}}{{#if name}}{{> \
             a}}{{/if}}{{/inline}}{{> a}}",
            "64 deep",
        );
        let doubling: String = (1..40)
            .map(|n| {
                format!(
                    "{{{{#*inline \"p{n}\"}}}}{{{{> p{0}}}}}{{{{> p{0}}}}}{{{{/inline}}}}",
                    n - 1
                )
            })
            .collect();
        check_refused(
            &format!("{{{{#*inline \"p0\"}}}}{{{{/inline}}}}{doubling}{{{{> p39}}}}"),
            "parts when it is rendered",
        );
    }

    #[test]
    fn nested_and_large_texts_are_refused() {
        check_refused(&"{{#if name}}".repeat(1_000), "64 deep");
        check_refused(&format!("{{{{name {}}}}}", "(".repeat(10_000)), "64 deep");
        check_refused(&"x".repeat(MAX_TEMPLATE_BYTES + 1), "larger than");
        let long = "x".repeat(200_000);
        let nested = "{{#each list}}".repeat(5) + &long + &"{{/each}}".repeat(5);
        check_refused(&nested.replace("{{#each list}}", "{{#each @root.list}}"), "longer than");
        check_refused("{{[\0leave]}}", "NUL");
    }
}
