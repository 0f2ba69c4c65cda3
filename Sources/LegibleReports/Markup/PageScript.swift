/// Sorting and searching; all else of a page is seen without it.
let pageScript: StaticString = #"""

  document.documentElement.classList.add("scripted");

  function key(cell) { return cell.dataset.key ?? cell.textContent; }

  // A click on a column's head sorts by it, a second one the other way round.
  for (const table of document.querySelectorAll("table")) {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
    heads.forEach((head, column) => head.querySelector("button")?.addEventListener("click", () => {
      const first = head.classList.contains("number") ? "descending" : "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? second : first;
      for (const other of heads) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1, numeric = head.classList.contains("number");
      const rows = [...body.rows].map(row => [key(row.cells[column]), row]);
      rows.sort(([a], [b]) => sign * (numeric ? a - b : a.localeCompare(b)));
      body.append(...rows.map(([, row]) => row));
    }));
  }

  // What is typed into the field above a table leaves only the rows that hold it.
  for (const box of document.querySelectorAll(".searchable")) {
    const field = box.querySelector("input"), output = box.querySelector("output");
    const rows = [...box.querySelector("tbody").rows];
    const texts = rows.map(row => row.textContent.toLowerCase());
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase();
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !texts[index].includes(wanted);
        if (!row.hidden) shown += 1;
      });
      output.textContent = shown === rows.length ? `${shown} shown` : `${shown} of ${rows.length} shown`;
    });
  }

  """#
