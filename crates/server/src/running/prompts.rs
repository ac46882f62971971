//! Prompts: WAV files in the data folder. A new folder begins with the greeting that comes with the program.

use anyhow::Context;
use otklik_media::prompt::PromptLibrary;
use otklik_net::media;
use std::{fs, path::Path};

const GREETING: &[u8] = include_bytes!("../../../../examples/prompts/greeting.wav");

/// Reads all prompts, making the folder when there is none.
pub fn load(data: &Path) -> anyhow::Result<PromptLibrary> {
    let folder = data.join("prompts");
    if !folder.exists() {
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        fs::write(folder.join("greeting.wav"), GREETING).with_context(|| format!("{} is not writable", folder.display()))?;
    }
    Ok(media::load_prompts(&folder)?)
}
