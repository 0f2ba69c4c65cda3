import Foundation
import Testing

/// Pages in a real browser, which says what no look at their source can: that nothing is an error to it, that the
/// security policy lets the page's own program run and no other, and that sorting and searching work.
@Suite(
  .enabled(
    if: Browser.executable != nil,
    "no Chromium here: `apt-get install chromium`, or name one in the variable CHROMIUM"))
struct ReportBrowserTests {
  @Test func aReportSortsAndSearches() throws {
    let sandbox = try ReportSandbox()
    _ = try sandbox.page(after: sandbox.evaluate("--report", "report.html", "--compare", "other.safetensors"))
    let seen = try Browser.run(
      sandbox, "report.html",
      """
      const table = document.querySelector('#crops table'), body = table.tBodies[0];
      const column = name => [...table.tHead.rows[0].cells].findIndex(cell => cell.textContent === name);
      const values = name => [...body.rows].map(row => row.cells[column(name)].textContent);
      const head = name => table.tHead.rows[0].cells[column(name)];
      const press = name => head(name).querySelector('button').click();
      press('Edits');
      found.largestFirst = values('Edits').map(Number);
      found.state = head('Edits').getAttribute('aria-sort');
      press('Edits');
      found.smallestFirst = values('Edits').map(Number);
      press('Label');
      found.byLabel = values('Label');
      found.others = head('Edits').getAttribute('aria-sort');
      const field = document.querySelector('#crops input[type=search]');
      field.value = 'ONERROR';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      found.shown = [...body.rows].filter(row => row.offsetParent !== null).map(row => row.cells[1].textContent);
      found.told = document.querySelector('#crops output').textContent;
      field.value = '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      found.shownAgain = [...body.rows].filter(row => row.offsetParent !== null).length;
      found.rows = body.rows.length;
      found.names = [...document.querySelectorAll('input, button')].every(
        element => element.labels?.[0]?.textContent.trim() || element.textContent.trim());
      found.pictures = [...document.querySelectorAll('img')].every(image => image.naturalWidth > 0);
      found.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      """)
    let edits = try #require(seen["largestFirst"] as? [Int])
    #expect(edits.count > 5 && edits == edits.sorted(by: >))
    #expect(seen["state"] as? String == "descending")
    #expect(seen["smallestFirst"] as? [Int] == edits.sorted())
    let labels = try #require(seen["byLabel"] as? [String])
    #expect(Set(labels).count > 5 && labels != labels.sorted(by: >))
    #expect(seen["others"] as? String == "none")
    let shown = try #require(seen["shown"] as? [String]).map { $0.replacing("\u{2423}", with: " ") }
    #expect(shown == ["<img src=x onerror=console.error(1)>"])
    #expect(seen["told"] as? String == "1 of \(edits.count) shown")
    #expect(seen["shownAgain"] as? Int == edits.count)
    #expect(seen["names"] as? Bool == true, "every field and button has a name")
    #expect(seen["pictures"] as? Bool == true)
    #expect(seen["overflow"] as? Int == 0, "nothing is wider than the page")
  }

  @Test(arguments: [400, 1280]) func aPageOfTrainingFitsTheWindow(width: Int) throws {
    let sandbox = try ReportSandbox()
    let seen = try Browser.run(
      sandbox, "model.safetensors.report.html",
      """
      found.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      found.curves = document.querySelectorAll('svg path.line').length;
      found.pictures = [...document.querySelectorAll('img')].filter(image => image.naturalHeight === 32).length;
      """, width: width)
    #expect(seen["overflow"] as? Int == 0)
    // Loss, learning rate, norm, speed, and three accuracies with their legend.
    #expect(seen["curves"] as? Int == 10)
    #expect(seen["pictures"] as? Int == 40)
  }
}

/// Chromium without a window.
enum Browser {
  static let executable: String? = {
    let named = ProcessInfo.processInfo.environment["CHROMIUM"].map { [$0] } ?? []
    return (named + ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"])
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Opens a page, runs a program in it, and gives what that has found. A message on the console that is an error, or
  /// anything that the security policy refuses, fails the test.
  static func run(
    _ sandbox: ReportSandbox, _ name: String, _ program: String, width: Int = 1280
  ) throws -> [String: Any] {
    var page = try sandbox.page(name)
    let nonce = try #require(page.components(separatedBy: "nonce-").dropFirst().first).prefix { $0 != "'" }
    let driver = """
      <script nonce="\(nonce)">
      addEventListener('load', () => {
        const found = {};
        try { \(program) } catch (error) { console.error(String(error)); }
        document.body.dataset.found = encodeURIComponent(JSON.stringify(found));
      });
      </script></body>
      """
    page = page.replacingOccurrences(of: "</body>", with: driver)
    try sandbox.sandbox.write("driven.html", page)
    let outcome = try RunningCommand(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
        "--user-data-dir=" + sandbox.sandbox.file("browser"), "--window-size=\(width),900", "--dump-dom",
        "file://" + sandbox.sandbox.file("driven.html"),
      ], executable: URL(fileURLWithPath: try #require(executable)), folder: sandbox.sandbox.path, input: "",
      environment: [:]
    ).wait()
    let console = outcome.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
    #expect(console.isEmpty, "\(console.joined(separator: "\n"))")
    let code = try #require(
      outcome.output.components(separatedBy: "data-found=\"").dropFirst().first, "\(outcome.errors)"
    ).prefix { $0 != "\"" }
    let text = try #require(String(code).removingPercentEncoding)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
