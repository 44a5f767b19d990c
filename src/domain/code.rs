//! What can be known of a programming question's tests without running them.

use super::bank::Code;

/// The tests of a stage: those whose source a candidate may read by name, the others by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tests {
    pub visible: Vec<String>,
    pub hidden: usize,
}

/// Returns the names of the top-level test functions of a file, in its order.
pub fn test_names(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let rest = line.strip_prefix("def ")?;
        let name = rest.split(['(', ' ', ':']).next()?;
        name.starts_with("test_").then_some(name)
    })
}

/// Returns the tests of a stage, visible ones in the order of their file. Where the file is not there, what
/// the bank says is visible is all that is known.
pub fn tests_of(code: &Code, stage: usize) -> Tests {
    let Some(stage) = code.stages.get(stage) else {
        return Tests::default();
    };
    let Some(source) = code.files.get(&stage.tests) else {
        return Tests {
            visible: stage.visible.clone(),
            hidden: 0,
        };
    };
    let (visible, hidden): (Vec<&str>, Vec<&str>) =
        test_names(source).partition(|name| stage.visible.iter().any(|known| known == name));
    Tests {
        visible: visible.into_iter().map(str::to_owned).collect(),
        hidden: hidden.len(),
    }
}

/// What stands in the first line of a wrong solution, around what is wrong with it.
pub const FAULT: (&str, &str) = ("# fault: ", "; rejected by ");

/// Returns the test that the first line of a wrong solution says it is rejected by.
pub fn fault_line(text: &str) -> Option<&str> {
    let rest = text.lines().next()?.strip_prefix(FAULT.0)?;
    let (_, test) = rest.rsplit_once(FAULT.1)?;
    Some(test.trim())
}

/// Returns a test's name as words.
pub fn readable(name: &str) -> String {
    name.strip_prefix("test_").unwrap_or(name).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_tests_are_named_and_the_others_counted() {
        let code: Code = serde_json::from_value(serde_json::json!({
            "language": "python", "entry": ["f"],
            "stages": [{ "title": "s", "tests": "tests_1.py", "visible": ["test_b", "test_a", "test_gone"] }]
        }))
        .unwrap();
        assert_eq!(tests_of(&code, 0).visible, ["test_b", "test_a", "test_gone"]);
        let mut code = code;
        let source = "import answer\n\ndef test_a():\n    def test_inner(): pass\n\ndef helper(): pass\n\ndef test_c():\n    pass\n\ndef test_b( ):\n    pass\n";
        code.files.insert("tests_1.py".to_owned(), source.into());
        let known = tests_of(&code, 0);
        assert_eq!(known.visible, ["test_a", "test_b"]);
        assert_eq!(known.hidden, 1);
        assert_eq!(tests_of(&code, 7), Tests::default());
        assert_eq!(readable("test_db_sums_over_the_batch"), "db sums over the batch");
    }
}
