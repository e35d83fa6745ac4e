// Measures of a page: targets of at least 48 px, no sideways scrolling, text that stands out as WCAG 2.2 AA asks.
//
// In: a page. Out: faults in words, empty for none. Not here: which pages and sizes (`measures.mjs`).
// Sources: control.md 3.3 (48 px); WCAG 2.2, 1.4.3 contrast (4.5:1, large text 3:1; disabled parts are exempt).
// Invariant: each measure is shown to fail on a bad page before it is believed (`measures.mjs`).

/** Everything that can be pressed and is smaller than 48 x 48. */
export function smallTargets(page) {
  return page.evaluate(() => {
    const targets = document.querySelectorAll('button, a[href], input, select, textarea, [role="slider"], [role="tab"], [role="switch"]');
    const faults = [];
    for (const target of targets) {
      if (!target.checkVisibility({ visibilityProperty: true })) continue;
      const { width, height } = target.getBoundingClientRect();
      // A tenth of a pixel is how browsers round.
      if (width < 47.9 || height < 47.9) faults.push(`${width.toFixed(1)} x ${height.toFixed(1)} px: ${target.outerHTML.slice(0, 110)}`);
    }
    return faults;
  });
}

/** How far the page is wider than the screen, pixels, and what sticks out. */
export function sideways(page) {
  return page.evaluate(() => {
    const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth;
    if (wide <= 0) return [];
    const out = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5);
    return [`${wide} px wider than the screen: ${out.slice(0, 3).map((each) => each.outerHTML.slice(0, 80)).join(" | ")}`];
  });
}

/** Text that does not stand out from what is behind it. */
export function faintText(page) {
  return page.evaluate(() => {
    const parse = (text) => {
      const parts = text.match(/^rgba?\(([^)]+)\)$/)?.[1].split(/[\s,/]+/).map(Number) ?? text.match(/^color\(srgb ([^)]+)\)$/)?.[1].split(/[\s/]+/).map((each, at) => (at < 3 ? Number(each) * 255 : Number(each)));
      return parts ? [parts[0], parts[1], parts[2], parts[3] ?? 1] : null;
    };
    const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
    const luminance = (color) => {
      const [r, g, b] = color.map((code) => code / 255).map((code) => (code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
      return (light + 0.05) / (dark + 0.05);
    };
    /** What is behind an element, and how much of it shows through; `null` where a picture is behind. */
    const behind = (element) => {
      const layers = [];
      let opacity = 1;
      for (let each = element; each; each = each.parentElement) {
        const style = getComputedStyle(each);
        if (style.backgroundImage !== "none") return null;
        layers.push(parse(style.backgroundColor));
        opacity *= Number(style.opacity);
      }
      return { color: layers.reverse().reduce((below, top) => (top ? over(top, below) : below), [0, 0, 0, 1]), opacity };
    };
    const isExempt = (element) => element.closest(":disabled, [aria-disabled=true], [inert], [aria-hidden=true], option");
    const faults = [];
    const look = (element, words, colorText) => {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isExempt(element)) return;
      const style = getComputedStyle(element);
      const ground = behind(element);
      const color = parse(colorText ?? style.color);
      if (ground === null || color === null) return;
      const seen = over([color[0], color[1], color[2], color[3] * ground.opacity], ground.color);
      const size = parseFloat(style.fontSize);
      const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      const found = contrast(seen, ground.color);
      if (found < least) faults.push(`${found.toFixed(2)}:1 of ${least}:1: "${words.slice(0, 40)}" in ${element.outerHTML.slice(0, 70)}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const words = texts.currentNode.textContent.trim();
      if (words !== "") look(texts.currentNode.parentElement, words);
    }
    for (const input of document.querySelectorAll("input")) {
      if (input.placeholder && input.value === "") look(input, input.placeholder, getComputedStyle(input, "::placeholder").color);
      else if (input.value) look(input, input.value);
    }
    return [...new Set(faults)];
  });
}
