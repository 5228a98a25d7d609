"use strict";
(function () {
  var each = function (selector, f) { Array.prototype.forEach.call(document.querySelectorAll(selector), f); };
  var say = function (words) { document.getElementById("said").textContent = words; };

  // Copying: the clipboard where the browser gives it, else a selection.
  var copy = function (code) {
    var select = function () {
      var range = document.createRange();
      range.selectNodeContents(code);
      var s = getSelection();
      s.removeAllRanges();
      s.addRange(range);
      var ok = document.execCommand("copy");
      s.removeAllRanges();
      if (!ok) throw new Error("not copied");
    };
    if (!navigator.clipboard) return new Promise(function (done) { select(); done(); });
    return navigator.clipboard.writeText(code.textContent).catch(select);
  };
  each("button.copy", function (button) {
    var word = button.textContent, code = button.parentNode.querySelector("code");
    button.hidden = false;
    button.setAttribute("aria-label", word + ": " + code.textContent);
    button.addEventListener("click", function () {
      copy(code).then(function () {
        button.textContent = "\u2713";
        say("\u2713 " + code.textContent);
        setTimeout(function () { button.textContent = word; }, 1500);
      }, function () { say("\u2717"); });
    });
  });

  // Printing shows everything, also where the browser leaves closed parts out.
  var closed = [];
  addEventListener("beforeprint", function () {
    each("details:not([open])", function (d) { closed.push(d); d.open = true; });
  });
  addEventListener("afterprint", function () {
    closed.forEach(function (d) { d.open = false; });
    closed = [];
  });

  var table = document.getElementById("rows");
  if (!table) return;
  var form = document.getElementById("controls"), q = document.getElementById("q"), cause = document.getElementById("cause"), shown = document.getElementById("shown");
  var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows), heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var texts = rows.map(function (r) { return r.textContent.toLowerCase(); });
  var view = { q: "", cause: "", sort: "", dir: "" };
  form.hidden = false;

  var filter = function () {
    var words = view.q.toLowerCase().split(/\s+/).filter(Boolean), n = 0;
    rows.forEach(function (r, i) {
      r.hidden = !(!view.cause || r.dataset.c === view.cause) || !words.every(function (w) { return texts[i].indexOf(w) >= 0; });
      if (!r.hidden) n++;
    });
    shown.textContent = n + " " + shown.dataset.of + " " + rows.length;
  };
  var sort = function () {
    var at = view.sort === "" ? -1 : Number(view.sort), sign = view.dir === "desc" ? -1 : 1, order = rows.map(function (r, i) { return i; });
    if (heads[at]) {
      var keys = rows.map(function (r) { return r.cells[at].textContent.trim(); });
      order.sort(function (a, b) { return sign * keys[a].localeCompare(keys[b], undefined, { numeric: true }) || a - b; });
    }
    order.forEach(function (i) { body.appendChild(rows[i]); });
    heads.forEach(function (h, i) {
      if (i === at) h.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
      else h.removeAttribute("aria-sort");
    });
  };
  // The view stands in the fragment, so that a link keeps it. A fragment without "=" is a place on the page.
  var write = function () {
    var parts = Object.keys(view).filter(function (k) { return view[k]; }).map(function (k) { return k + "=" + encodeURIComponent(view[k]); });
    history.replaceState(null, "", "#" + (parts.join("&") || "machines"));
  };
  var read = function () {
    var hash = location.hash.slice(1);
    if (hash.indexOf("=") < 0) return false;
    var got = new URLSearchParams(hash);
    Object.keys(view).forEach(function (k) { view[k] = got.get(k) || ""; });
    q.value = view.q;
    cause.value = view.cause;
    view.cause = cause.value;
    return true;
  };
  var wait = 0;
  q.addEventListener("input", function () {
    clearTimeout(wait);
    wait = setTimeout(function () { view.q = q.value; filter(); write(); }, 80);
  });
  cause.addEventListener("change", function () { view.cause = cause.value; filter(); write(); });
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.addEventListener("reset", function () {
    view = { q: "", cause: "", sort: "", dir: "" };
    setTimeout(function () { sort(); filter(); write(); });
  });
  heads.forEach(function (h, i) {
    var b = document.createElement("button");
    b.type = "button";
    b.textContent = h.textContent;
    h.textContent = "";
    h.appendChild(b);
    b.addEventListener("click", function () {
      var again = view.sort === String(i);
      view.dir = again && view.dir !== "desc" ? "desc" : "asc";
      view.sort = String(i);
      sort();
      write();
    });
  });
  addEventListener("hashchange", function () { if (read()) { sort(); filter(); } });
  if (read()) { sort(); document.getElementById("machines").scrollIntoView(); }
  filter();
})();
