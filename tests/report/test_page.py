"""The page as it is shown: three sizes, light, dark and on paper; nothing asked for, nothing complained
about; legible, and to be read without a mouse or without eyes.

CF_BILLING_PICTURES names a folder for screenshots.
"""

import os
import re
import subprocess
import unittest

import chromium
import reports
from reports import support

PICTURES = os.environ.get("CF_BILLING_PICTURES")
SIZES = {"phone": {"width": 390, "height": 844, "phone": True},
         "tablet": {"width": 820, "height": 1180, "phone": True}, "laptop": {"width": 1366, "height": 768}}

# Texts whose contrast with what is behind them is below 4.5:1.
FAINT = """(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || element.closest("script")) continue;
    const style = getComputedStyle(element);
    const text = luminance(parse(element.closest("svg") ? style.fill : style.color));
    const [low, high] = [text, luminance(behind(element))].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) faint.push(texts.currentNode.textContent);
  }
  return faint;
})()"""

# What a screen reader has no words for.
SILENT = """[
  ...[...document.querySelectorAll(".chart svg")].filter((svg) => svg.getAttribute("role") !== "img"
    || !svg.getAttribute("aria-label")).map((svg) => svg.outerHTML.slice(0, 99)),
  ...[...document.querySelectorAll("table")].filter((table) => !table.caption?.textContent
    || [...table.querySelectorAll("th")].some((th) => !["col", "row"].includes(th.scope) || !th.textContent.trim()))
    .map((table) => table.outerHTML.slice(0, 300)),
  ...[...document.querySelectorAll(".chart")].filter((chart) =>
    !chart.closest("section").querySelector("details table")).map((chart) => chart.dataset.chart),
]"""


CUT = """[...document.querySelectorAll(".scroll")].filter((part) => part.checkVisibility()
  && part.scrollWidth > part.clientWidth).map((part) => part.getAttribute("aria-label"))"""
# Days in tables that are cut in two, and reasons that are squeezed into a word a line.
SQUEEZED = """[...document.querySelectorAll("th, td")].filter((cell) => {
  const range = document.createRange(), tops = new Set(), texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects()) tops.add(Math.round(box.top));
  }
  const lines = tops.size;
  return (/^\\d{4}-\\d\\d-\\d\\d$/.test(cell.textContent) && lines !== 1)
    || (cell.textContent.startsWith("▲") && lines > 6);
}).map((cell) => cell.textContent)"""


class ThePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()
        cls.path = reports.make(cls.sandbox, "page", "--budget", "USD=1500")
        with open(cls.path, encoding="utf-8") as file:
            cls.text = file.read()
        cls.browser = chromium.Chromium()
        cls.addClassCleanup(cls.browser.stop)

    def show(self, **how):
        page = self.browser.page(self.path, **how)
        self.addCleanup(page.close)
        return page

    def test_in_each_size_light_and_dark(self):
        for size, how in SIZES.items():
            for dark in (False, True):
                with self.subTest(size=size, dark=dark):
                    page = self.show(**how, dark=dark)
                    if PICTURES:
                        page.screenshot(f"{PICTURES}/{size}-{'dark' if dark else 'light'}.png")
                    self.assertEqual([], page.complaints())
                    self.assertEqual([f"file://{self.path}"], page.requests())
                    self.assertEqual(how["width"], page.evaluate("document.documentElement.scrollWidth"))
                    charts = page.evaluate("[...document.querySelectorAll('.chart')].map((chart) => "
                                           "chart.firstChild.getBoundingClientRect().width)")
                    self.assertEqual(20, len(charts))
                    self.assertTrue(all(280 <= width <= how["width"] for width in charts), charts)
                    self.assertEqual([], page.evaluate(FAINT))
                    self.assertEqual([], page.evaluate(SILENT))
                    # What is in sight is whole: on a phone each row of a table is a list.
                    self.assertEqual([], page.evaluate(CUT))
                    page.evaluate("document.querySelectorAll('details').forEach("
                                  "(part) => { part.open = true; })")
                    self.assertEqual(how["width"], page.evaluate("document.documentElement.scrollWidth"))
                    self.assertEqual([], page.evaluate(SQUEEZED))

    def test_colours_of_products_are_told_apart_from_the_page(self):
        for dark in (False, True):
            page = self.show(dark=dark)
            ratios = page.evaluate("""(() => {
              const luminance = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255)
                .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const surface = luminance(getComputedStyle(document.querySelector(".figure")).backgroundColor);
              return [1, 2, 3, 4, 5, 6, 7].map((n) => luminance(getComputedStyle(document.querySelector(`.s${n}`)).backgroundColor))
                .map((colour) => (Math.max(colour, surface) + 0.05) / (Math.min(colour, surface) + 0.05));
            })()""")
            self.assertTrue(all(ratio >= 3 for ratio in ratios), ratios)

    def test_on_paper(self):
        path = os.path.join(PICTURES or support.scratch_folder(), "paper.pdf")
        page = self.show(dark=True)
        page.pdf(path)
        self.assertEqual([], page.complaints())
        with open(path, "rb") as file:
            content = file.read()
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertTrue(4 < len(re.findall(rb"/Type\s*/Page\b", content)) < 20)
        if PICTURES:
            subprocess.run(["pdftoppm", "-r", "60", "-png", path, path.removesuffix(".pdf")], check=True)
        # Afterwards the screen is as it was.
        self.assertEqual(0, page.evaluate("document.querySelectorAll('details[open]').length"))

    def test_paper_is_light_and_shows_the_invoices(self):
        page = self.show(dark=True)
        page.emulate(dark=True, media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        self.assertEqual("rgb(255, 255, 255)",
                         page.evaluate("getComputedStyle(document.body).backgroundColor"))
        self.assertEqual([], page.evaluate(FAINT))
        self.assertTrue(page.evaluate("document.querySelector('details.printed').checkVisibility()"
                                      " && document.querySelector('details.printed').open"))
        self.assertFalse(page.evaluate("document.querySelector('details:not(.printed)').checkVisibility()"))

    def test_with_the_keyboard(self):
        page = self.show()
        for _ in range(40):
            self.press(page, "Tab", 9)
            if page.evaluate("document.activeElement.localName") == "summary":
                break
        self.press(page, "Enter", 13, "\r")
        self.assertTrue(page.evaluate("document.activeElement.parentElement.open"))
        self.assertNotEqual("none", page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        # A table that is wider than the screen can be moved with the keys.
        self.press(page, "Tab", 9)
        self.assertEqual("region", page.evaluate("document.activeElement.getAttribute('role')"))

    @staticmethod
    def press(page, key, code, text=None):
        more = {"text": text} if text else {}
        for kind in ("keyDown", "keyUp"):
            page.command("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                         windowsVirtualKeyCode=code, **(more if kind == "keyDown" else {}))

    def test_a_pointer_over_a_chart_is_told_the_figures(self):
        page = self.show()
        for chart in ("days", "month", "zones"):
            box = page.evaluate(f"""(() => {{
              const chart = document.querySelector("[data-chart={chart}]");
              chart.scrollIntoView({{ block: "center" }});
              const {{ x, y, width, height }} = chart.getBoundingClientRect();
              return [x + width * 0.4, y + height * 0.6];
            }})()""")
            for step in range(3):
                page.command("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + step, y=box[1])
                page.evaluate("new Promise(requestAnimationFrame)")
            told = page.evaluate("new Promise((done) => setTimeout(() => done([...document.querySelectorAll("
                                 "'g[aria-label=tip] text')].map((text) => text.textContent).join()), 100))")
            self.assertRegex(told, r"\d\.\d\d")
        self.assertEqual([], page.complaints())

    def test_headings_go_down_by_steps(self):
        levels = self.show().evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.localName[1])")
        self.assertEqual(1, levels[0])
        self.assertEqual(1, levels.count(1))
        self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)

    def test_the_file_is_all_there_is(self):
        self.assertLess(len(self.text.encode()), 1_500_000)
        # Addresses that are names of XML namespaces; nothing is there to be loaded.
        hosts = set(re.findall(r"(?:https?:)?//([a-z0-9-]+\.[a-z0-9.-]+)", self.text))
        self.assertLessEqual(hosts, {"www.w3.org"})
        markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", self.text, flags=re.DOTALL)
        self.assertEqual([], re.findall(r"""\ssrc=|<(?:img|link|iframe|object|embed|base)\b|href="[^#]""", markup))
        self.assertNotIn("url(", self.text.split("<style>")[1].split("</style>")[0])
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', self.text)
        self.assertTrue(policy.startswith("default-src 'none'; script-src 'sha256-"))
        self.assertNotIn("unsafe", policy)

    def test_the_lock_file_names_no_place(self):
        lock = (reports.ROOT / "examples" / "report" / "package-lock.json").read_text(encoding="utf-8")
        self.assertNotRegex(lock, r"[a-z]+://|resolved")

    def test_the_policy_refuses_other_programs(self):
        page = self.show()
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), "
                      "{textContent: 'window.ran = 1'}))")
        self.assertIsNone(page.evaluate("window.ran"))
        self.assertIn("Content Security Policy", " ".join(page.complaints()))


if __name__ == "__main__":
    support.main()
