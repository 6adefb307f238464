using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Display;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Host;

namespace StorageCourse.Engine.Session;

/// <summary>An exception as the learner sees it: its real name, its message, and the lines of the cell that it is about.</summary>
internal static partial class ErrorReport
{
    private const int MostErrors = 10;
    private const int MostFrames = 30;
    private const string Red = "\e[31m";
    private const string Bold = "\e[1m";
    private const string Dim = "\e[2m";
    private const string Reset = "\e[0m";

    /// <summary>The error that a front end shows.</summary>
    /// <param name="exception">What ended the cell.</param>
    /// <param name="code">The cell's text.</param>
    /// <param name="path">What its compilation called it.</param>
    /// <param name="help">What helps against an error of the compiler, or null.</param>
    /// <param name="interrupt">Whether it was interrupted.</param>
    public static CellError For(Exception exception, string code, string path, Func<Diagnostic, string?> help, CancellationToken interrupt)
    {
        exception = Unwrap(exception);
        if (interrupt.IsCancellationRequested) return new CellError("Interrupted", "the cell was interrupted", [$"{Red}Interrupted{Reset}: the cell was interrupted"]);
        return exception switch
        {
            CompilationException { Errors: [var first, ..] } compilation => ForCompilation(compilation, first, code, path, help),
            CellException cell => ForCell(cell, code),
            _ => ForException(exception, code, path),
        };
    }

    private static CellError ForCompilation(CompilationException compilation, Diagnostic first, string code, string path, Func<Diagnostic, string?> help)
    {
        var traceback = new List<string>();
        var helped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var error in compilation.Errors.Take(MostErrors))
        {
            var span = error.Location.GetLineSpan();
            var place = string.IsNullOrEmpty(span.Path) || span.Path == path ? "" : $"{span.Path}, ";
            var line = span.StartLinePosition.Line + 1;
            traceback.Add($"{Red}{Bold}{error.Id}{Reset}: {error.GetMessage(CultureInfo.InvariantCulture)} {Dim}({place}line {line}, column {span.StartLinePosition.Character + 1}){Reset}");
            var text = error.Location.SourceTree?.ToString() ?? code;
            var length = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character - span.StartLinePosition.Character : 1;
            traceback.AddRange(Quote(text, line, span.StartLinePosition.Character + 1, length));
            // One mistake makes several errors; the same advice is given once.
            if (help(error) is { } advice && helped.Add(advice)) traceback.Add($"{Bold}help{Reset}: {advice}");
        }

        if (compilation.Errors.Count > MostErrors) traceback.Add($"… and {compilation.Errors.Count - MostErrors} more errors");
        return new CellError(first.Id, first.GetMessage(CultureInfo.InvariantCulture), traceback);
    }

    private static CellError ForCell(CellException exception, string code)
    {
        var place = exception.Line is not { } line ? "" : $" {Dim}(line {line}{(exception.Column is { } column ? $", column {column}" : "")}){Reset}";
        var traceback = new List<string> { $"{Red}{Bold}{exception.ErrorName}{Reset}: {exception.Message}{place}" };
        if (exception.Line is { } at) traceback.AddRange(Quote(code, at, exception.Column, 1));
        return new CellError(exception.ErrorName, exception.Message, traceback);
    }

    private static CellError ForException(Exception exception, string code, string path)
    {
        var traceback = new List<string>();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            var intro = current == exception ? "" : "caused by ";
            traceback.Add($"{intro}{Red}{Bold}{TypeNames.Short(current.GetType())}{Reset}: {current.Message}");
            traceback.AddRange(Frames(current, code, path));
            if (ExceptionHelp.For(current) is { } advice) traceback.Add($"{Bold}help{Reset}: {advice}");
        }

        return new CellError(TypeNames.Short(exception.GetType()), exception.Message, traceback);
    }

    /// <summary>The frames that the learner can do something about: those above the submission's start, without the engine's own.</summary>
    private static IEnumerable<string> Frames(Exception exception, string code, string path)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames().Take(MostFrames))
        {
            if (frame.GetMethod() is not { } method) continue;
            var type = method.DeclaringType;
            if (type?.Assembly == typeof(ErrorReport).Assembly || type?.Namespace is "System.Runtime.CompilerServices" or "System.Runtime" or "System.Runtime.ExceptionServices" or "Internal.Runtime.CompilerHelpers") continue;
            var line = frame.GetFileLineNumber();
            var file = frame.GetFileName();
            var place = line == 0 ? "" : $" in {(file == path ? path : file)}, line {line}";
            yield return $"   at {MethodName(method)}{place}";
            if (file == path && line > 0)
            {
                foreach (var quoted in Quote(code, line, null, 0)) yield return quoted;
            }
        }
    }

    /// <summary>A submission and what the compiler made of its methods have names that nobody wrote; this gives back those that somebody did.</summary>
    private static string MethodName(MethodBase method)
    {
        var names = new List<string> { method.Name };
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType) names.Insert(0, type.Name);
        names.RemoveAll(name => name is "Script" || name.StartsWith("Submission#", StringComparison.Ordinal) || name.StartsWith("<>c", StringComparison.Ordinal) || name == "MoveNext");
        var readable = names.Select(name => GeneratedName().Match(name) is { Success: true } match
                ? match.Groups["local"] is { Success: true } local ? local.Value
                    : match.Groups["kind"].Value == "b" ? "lambda" : match.Groups["outer"].Value
                : name)
            .Where(name => name is not ("<Initialize>" or "Initialize" or "<Main>$"))
            .Select(name => name.Split('`')[0]);
        var joined = string.Join('.', readable);
        return joined.Length == 0 ? "the cell" : joined;
    }

    /// <summary>A line of the cell with its number, and a mark under the place.</summary>
    private static IEnumerable<string> Quote(string code, int line, int? column, int length)
    {
        var lines = code.Split('\n');
        if (line < 1 || line > lines.Length) yield break;
        var text = lines[line - 1].TrimEnd('\r');
        if (text.Length > 300) yield break;
        yield return $"{Dim}{line,5} |{Reset} {text}";
        if (column is { } at && at <= text.Length + 1)
            yield return $"{Dim}      |{Reset} {new string(' ', at - 1)}{Red}{new string('^', Math.Clamp(length, 1, Math.Max(1, text.Length - at + 1)))}{Reset}";
    }

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    [GeneratedRegex(@"^<(?<outer>.*)>(?<kind>[a-z])__(?:(?<local>[A-Za-z_]\w*)\|)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GeneratedName();
}
