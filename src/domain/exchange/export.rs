//! Banks as lists that other tools read. Each can be imported again.

use super::anki::answer_text;
use crate::domain::bank::Question;
use crate::domain::plain;

/// Returns a Markdown list: a heading for each question, then its reference.
pub fn markdown_list(
    title: &str,
    license: Option<&str>,
    source: Option<&str>,
    questions: &[&Question],
) -> String {
    let mut out = format!("# {}\n", plain::clean_line(title));
    if let Some(license) = license {
        out.push_str(&format!("\nLicence: {}\n", plain::clean_line(license)));
    }
    if let Some(source) = source {
        out.push_str(&format!("\nSource: {}\n", plain::clean_line(source)));
    }
    let mut topic = "";
    for question in questions {
        if question.topic != topic {
            topic = &question.topic;
            out.push_str(&format!("\n## {}\n", plain::clean_line(topic)));
        }
        out.push_str(&format!("\n**Q:** {}\n", question.prompt.trim()));
        if let Some(reference) = question.reference() {
            out.push_str(&format!("\n**A:** {}\n", answer_text(&reference.answer).trim()));
        }
    }
    out
}

/// Returns a table with a line of headings.
pub fn csv(questions: &[&Question]) -> String {
    let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
    let head = [
        "id",
        "round",
        "topic",
        "tags",
        "difficulty",
        "minutes",
        "question",
        "answer",
    ];
    // Writing to memory cannot fail.
    let _ = writer.write_record(head);
    for question in questions {
        let difficulty = format!("{:?}", question.difficulty).to_lowercase();
        let answer = question.reference().map(|exemplar| answer_text(&exemplar.answer));
        let _ = writer.write_record([
            question.id.as_str(),
            question.round.name(),
            &question.topic,
            &question.tags.join(", "),
            &difficulty,
            &question.minutes.to_string(),
            &question.prompt,
            &answer.unwrap_or_default(),
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
