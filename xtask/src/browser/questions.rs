//! What the page is asked, and what it should say.

use serde_json::{Value, json};

/// An expression to be evaluated in the page, and the value that it should have.
pub(super) struct Question {
    pub(super) about: &'static str,
    pub(super) script: String,
    pub(super) answer: Value,
}

/// What the questions share.
const PRELUDE: &str = "
    const all = (selector) => [...document.querySelectorAll(selector)];
    const find = (id) => document.getElementById(id);
    const form = find('filters');
    const changed = () => form.dispatchEvent(new Event('input'));
    const shown = () => all('.change').filter((it) => it.checkVisibility());
    const later = () => new Promise((done) => setTimeout(done, 50));
    const count = () => find('shown').textContent;
    const ground = () => getComputedStyle(document.body).backgroundColor;
";

/// The function body `body`, which may wait for promises, should return `answer`.
fn ask(about: &'static str, body: &str, answer: Value) -> Question {
    Question { about, script: format!("(async () => {{ {PRELUDE} {body} }})()"), answer }
}

/// How the page looks, on each screen and in each colour scheme.
pub(super) fn appearance(scheme: &str) -> Vec<Question> {
    let ground = if scheme == "dark" { "rgb(20, 22, 26)" } else { "rgb(246, 246, 243)" };
    let overflow = "
        const wide = all('body *').filter((it) => it.getBoundingClientRect().right > innerWidth + 1);
        return [document.documentElement.scrollWidth > innerWidth, wide.map((it) => it.outerHTML)];
    ";
    vec![
        ask("the verdict is there", "return find('verdict').textContent;", json!("major")),
        ask("the colours are those of the scheme", "return ground();", json!(ground)),
        ask("nothing is wider than the screen", overflow, json!([false, []])),
        ask("text stands out from its ground", CONTRAST, json!([])),
    ]
}

/// All text whose contrast is below what WCAG 2.2 asks for at level AA.
///
/// Colours are laid over each other on a canvas, which knows every notation and transparency.
const CONTRAST: &str = "
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const paint = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((it) => it / 255)
            .map((it) => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        if (element.parentElement) behind(element.parentElement);
        return paint(getComputedStyle(element).backgroundColor);
    };
    const texts = all('body *').filter((it) => it.checkVisibility() &&
        !it.closest('script, title, desc, .unseen, .skip') &&
        [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    return texts.flatMap((it) => {
        const style = getComputedStyle(it);
        const ground = behind(it);
        const ink = paint(it instanceof SVGElement ? style.fill : style.color);
        const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        const large = parseFloat(style.fontSize) >= 24;
        return ratio < (large ? 3 : 4.5) ? [`${ratio.toFixed(2)} ${it.outerHTML}`] : [];
    });
";

/// The sample's document tries to be markup.
pub(super) fn hostile_text() -> Vec<Question> {
    let elements = "
        return [document.scripts.length, document.images.length, all('b, iframe, object').length,
            all('a').every((it) => it.getAttribute('href').startsWith('#'))];
    ";
    let shown = "
        return all('.after pre, .before pre, h3').filter((it) =>
            it.textContent.includes('</script><script>alert(1)</script>')).length;
    ";
    vec![
        ask("nothing in it became an element", elements, json!([1, 0, 0, true])),
        ask("it is shown as it is", shown, json!(3)),
    ]
}

/// The filters by level, tag, approval and text.
pub(super) fn filters() -> Vec<Question> {
    let level = "
        all('input[name=level]').forEach((it) => { it.checked = it.value === 'breaking'; });
        changed();
        return [count(), shown().every((it) => it.dataset.level === 'breaking'), shown().length];
    ";
    let sections = "
        return all('.section').every((it) => it.hidden === !it.querySelector('.change:not([hidden])'));
    ";
    let reset = "find('restore').click(); await later(); return [count(), shown().length];";
    let tag = "
        const select = find('tag');
        select.value = [...select.options].find((it) => it.text === 'Products').value;
        changed();
        const seen = [count(), shown().map((it) => it.querySelector('h3').textContent)];
        select.value = '';
        return seen;
    ";
    let approved =
        "find('approved').click(); const seen = count(); find('approved').click(); return seen;";
    let text = "
        find('text').value = 'UPDATESEGMENT required';
        changed();
        const some = count();
        find('text').value = 'no such words';
        changed();
        const none = [count(), find('none').checkVisibility()];
        find('all').click();
        await later();
        return [some, ...none, count(), find('none').checkVisibility()];
    ";
    vec![
        ask("a level", level, json!(["4 of 15 changes", true, 4])),
        ask("sections without a change are hidden", sections, json!(true)),
        ask("all again", reset, json!(["15 of 15 changes", 15])),
        ask("a tag", tag, json!(["1 of 15 changes", ["currency may be XAF"]])),
        ask("what is not approved", approved, json!("13 of 15 changes")),
        ask(
            "words",
            text,
            json!(["1 of 15 changes", "0 of 15 changes", true, "15 of 15 changes", false]),
        ),
    ]
}

/// A link to a change leads to it, whatever is closed or filtered away.
pub(super) fn permalinks() -> Vec<Question> {
    let follow = "
        const target = document.querySelector('.places li[id]');
        all('details').forEach((it) => { it.open = false; });
        find('text').value = 'no such words';
        changed();
        const before = target.checkVisibility();
        location.hash = target.id;
        await later();
        await later();
        const { top } = target.getBoundingClientRect();
        return [before, target.checkVisibility(), top >= 0 && top < innerHeight, target.matches(':target')];
    ";
    let stray = "location.hash = '%zz'; await later(); return shown().length > 0;";
    vec![
        ask("a link opens what it leads to", follow, json!([false, true, true, true])),
        ask("a link to nothing does nothing", stray, json!(true)),
    ]
}

/// The button overrides the system's scheme, and is remembered.
pub(super) fn theme() -> Vec<Question> {
    let body = "
        const seen = [ground()];
        find('theme').click();
        seen.push(ground(), localStorage.getItem('drift-theme'));
        find('theme').click();
        seen.push(ground());
        localStorage.clear();
        return seen;
    ";
    let (light, dark) = ("rgb(246, 246, 243)", "rgb(20, 22, 26)");
    vec![ask("the button changes it", body, json!([light, dark, "dark", light]))]
}

/// On paper nothing can be opened.
pub(super) fn printing() -> Vec<Question> {
    let body = "
        all('details').forEach((it, index) => { it.open = index > 0; });
        dispatchEvent(new Event('beforeprint'));
        const open = all('details:not([open])').length;
        dispatchEvent(new Event('afterprint'));
        return [open, all('details:not([open])').length];
    ";
    vec![ask("everything is open for it", body, json!([0, 1]))]
}

/// A slash leads to the search, and what is then typed is searched for.
pub(super) fn keyboard() -> Vec<Question> {
    let body = "return [document.activeElement.id, document.activeElement.value, count()];";
    vec![ask("a slash leads to the search", body, json!(["text", "freeze", "1 of 15 changes"]))]
}

/// The last question: the browser complains of it, as it should.
pub(super) fn policy() -> Vec<Question> {
    let body = "
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const picture = new Image();
        const refused = new Promise((done) => { picture.onerror = () => done('refused'); });
        picture.src = 'http://127.0.0.1:9/';
        return [window.ran === undefined, await refused];
    ";
    vec![ask("no other script runs and nothing is loaded", body, json!([true, "refused"]))]
}
