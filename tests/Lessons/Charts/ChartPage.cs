using System.Diagnostics;
using StorageCourse.Host;

namespace StorageCourse.Tests.Lessons.Charts;

/// <summary>A page with the setup cell's display and some charts, drawn by Chromium without a network.</summary>
internal static class ChartPage
{
    public static string Root { get; } = FindRoot();

    /// <summary>Writes the page and returns its path. The runtime comes after the charts: they have to wait for it.</summary>
    public static string Write(string name, bool isDark, params IEnumerable<Chart> charts)
    {
        RunToEnd("sh", [Path.Combine(Root, "helpers", "Lessons", "Charts", "fetch-plotly.sh")]);
        var bundles = charts.Select(chart => chart.ToBundle()).ToList();
        return WriteHtml(name, isDark, string.Join("<hr>", bundles.Select(bundle => bundle.Data[MimeType.Html])) + ChartRuntime.Bundle(Path.Combine(Root, "helpers", "bin")).Data[MimeType.Html]);
    }

    public static string WriteHtml(string name, bool isDark, string body)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "charts")).FullName;
        var file = Path.Combine(folder, name + ".html");
        var style = isDark ? "background:#1e1e1e;color:#ddd" : "background:#fff;color:#222";
        File.WriteAllText(file, $"<!doctype html><html><head><meta charset=\"utf-8\"></head><body style=\"{style};font-family:system-ui,'DejaVu Sans',sans-serif\">{body}</body></html>");
        return file;
    }

    /// <summary>The page's elements after its scripts have run.</summary>
    public static string Draw(string page)
    {
        var profile = Directory.CreateTempSubdirectory("storage-course-chromium-");
        try
        {
            return RunToEnd("chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", $"--user-data-dir={profile.FullName}",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=5000", "--window-size=1000,800", "--dump-dom", new Uri(page).AbsoluteUri,
            ]);
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    public static bool HasChromium { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "chromium")));

    private static string RunToEnd(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit(TimeSpan.FromSeconds(60)).ShouldBeTrue($"{program} did not end");
        return output;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StorageCourse.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
