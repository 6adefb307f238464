// Drives Jupyter's web application as a learner does: opens a chapter, runs all of it, interrupts, restarts, completes.
// node browser.mjs PLAYWRIGHT CHROMIUM URL SCREENSHOTS
// Writes what it saw as one line of JSON. Every wait is for a condition; the deadline is only against hanging.
import { createRequire } from 'node:module';
import path from 'node:path';

const [playwright, chromium, url, screenshots] = process.argv.slice(2);
const { chromium: launcher } = createRequire(import.meta.url)(playwright);
const seen = { blocked: [], pageErrors: [] };

const browser = await launcher.launch({ executablePath: chromium, timeout: 180_000, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
try {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
    // The network is off.
    await context.route(target => !['127.0.0.1', 'localhost'].includes(target.hostname) && target.protocol.startsWith('http'), route => {
        seen.blocked.push(route.request().url());
        return route.abort();
    });
    const page = await context.newPage();
    page.setDefaultTimeout(240_000);
    page.on('pageerror', error => seen.pageErrors.push(error.message));
    await page.goto(url);
    const picture = name => page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    const kernelIsIdle = () => page.waitForFunction(() => {
        const kernel = window.Jupyter?.notebook?.kernel;
        return kernel?.is_connected() && kernel.info_reply?.banner !== undefined && document.querySelector('#kernel_indicator_icon.kernel_idle_icon');
    });
    const allHaveRun = () => page.waitForFunction(() => Jupyter.notebook.get_cells().every(cell => cell.cell_type !== 'code' || cell.input_prompt_number > 0));
    // A cell of the test's own at the end; its element.
    const addCell = async code => {
        await page.evaluate(text => {
            const cell = Jupyter.notebook.insert_cell_at_bottom('code');
            cell.set_text(text);
            Jupyter.notebook.select(Jupyter.notebook.find_cell_index(cell));
            cell.focus_cell();
        }, code);
        const cell = page.locator('.code_cell').nth(await page.locator('.code_cell').count() - 1);
        await cell.scrollIntoViewIfNeeded();
        return cell;
    };
    const run = () => page.click('#run_int button[data-jupyter-action="jupyter-notebook:run-cell-and-select-next"]');
    const hasEnded = cell => cell.evaluate(element => {
        const found = Jupyter.notebook.get_cells().find(each => each.element[0] === element);
        return new Promise(resolve => { const look = () => found.input_prompt_number > 0 ? resolve() : requestAnimationFrame(look); look(); });
    });

    // The reply that ends a cell and its output come on two channels: either may be the first.
    const outputOf = async cell => {
        await hasEnded(cell);
        await cell.locator('.output_subarea').first().waitFor();
        return cell.locator('.output').innerText();
    };

    // Open: the kernel that the notebook names is found, and starts.
    await page.waitForFunction(() => window.Jupyter?.notebook?._fully_loaded);
    await kernelIsIdle();
    seen.kernel = await page.locator('.kernel_indicator_name').innerText();

    // Run all, by the menu.
    await page.click('#celllink');
    await page.click('#run_all_cells');
    await allHaveRun();
    await kernelIsIdle();
    seen.errors = await page.evaluate(() => Jupyter.notebook.get_cells().flatMap(cell => cell.output_area?.outputs ?? []).filter(output => output.output_type === 'error').map(output => output.evalue));
    const cell = id => page.locator('.code_cell').nth(id);
    const index = id => page.evaluate(wanted => Jupyter.notebook.get_cells().filter(each => each.cell_type === 'code').findIndex(each => (each.id ?? each.cell_id) === wanted || each.get_text().includes(wanted)), id);
    const sql = cell(await index('create table souvenir'));
    await sql.locator('.output table').first().waitFor();
    seen.table = await sql.locator('.output').innerText();
    await sql.scrollIntoViewIfNeeded();
    await picture('table');
    const chart = cell(await index('await Bench.Compare('));
    await chart.locator('svg.main-svg').first().waitFor();
    seen.marks = await chart.locator('g.trace.scatter .point').count();
    await chart.scrollIntoViewIfNeeded();
    await picture('chart');
    const lab = cell(await index('Lab.StartAsync('));
    await lab.scrollIntoViewIfNeeded();
    await picture('lab');
    const failed = cell(await index('select name, prize'));
    await failed.scrollIntoViewIfNeeded();
    await picture('error');
    const exercise = cell(await index('Check.Exercise("00.1")'));
    await exercise.scrollIntoViewIfNeeded();
    await picture('exercise');

    // A progress bar moves while the cell runs, which then never ends by itself.
    const endless = await addCell('using (var bar = new StorageCourse.Display.ProgressBar(StorageCourse.Host.CourseHost.Current, "counting"))\n{\n    bar.Report(0.4);\n    while (true) { }\n}');
    await run();
    await endless.locator('progress[value="40"]').waitFor();
    await picture('progress');
    await page.click('#run_int button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]');
    await hasEnded(endless);
    await kernelIsIdle();
    seen.interrupted = await endless.locator('.output').innerText();
    await picture('interrupted');

    // The session is still there.
    const after = await addCell('city');
    await run();
    seen.afterInterrupt = await outputOf(after);

    // Completion, by the Tab key in the cell.
    const completed = await addCell('city.ToUp');
    await completed.locator('.CodeMirror').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Tab');
    await page.locator('#complete option').first().waitFor();
    seen.completions = await page.locator('#complete option').allInnerTexts();
    await picture('completion');
    await page.keyboard.press('Escape');

    // Restart, by the menu: what was there is gone, and the kernel serves again.
    await page.click('#kernellink');
    await page.click('#restart_kernel');
    const restarted = page.evaluate(() => new Promise(resolve => Jupyter.notebook.events.one('kernel_ready.Kernel', resolve)));
    await page.locator('.modal-dialog .btn-danger').click();
    await restarted;
    await kernelIsIdle();
    const gone = await addCell('city');
    await run();
    seen.afterRestart = await outputOf(gone);
    const alive = await addCell('40 + 2');
    await run();
    seen.alive = (await outputOf(alive)).trim();
    await picture('restarted');
} catch (error) {
    const page = browser.contexts()[0]?.pages()[0];
    await page?.screenshot({ path: path.join(screenshots, 'failure.png') });
    throw error;
} finally {
    await browser.close();
}

console.log(JSON.stringify(seen));
