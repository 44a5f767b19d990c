//! Search in the field that has the focus, as you type.

use crate::app::editor::Editor;

#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    pub query: Editor,
}

impl Find {
    pub fn new() -> Self {
        Self {
            query: Editor::single_line(),
        }
    }
}

impl Default for Find {
    fn default() -> Self {
        Self::new()
    }
}
