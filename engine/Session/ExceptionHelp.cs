namespace StorageCourse.Engine.Session;

/// <summary>A sentence of help for the exceptions that learners meet most.</summary>
internal static class ExceptionHelp
{
    /// <summary>The sentence, or null.</summary>
    public static string? For(Exception exception) => exception switch
    {
        NullReferenceException => "something before a dot is null. A variable is null, too, when its cell failed before the line that sets it: run that cell again.",
        DivideByZeroException => "whole numbers can't be divided by zero; and 1 / 2 is 0: write 1.0 / 2 to divide with fractions.",
        InvalidOperationException { Message: "Sequence contains no elements" or "Sequence contains no matching element" } =>
            "there is nothing in it: FirstOrDefault(), or Any() before, takes care of that.",
        IndexOutOfRangeException or ArgumentOutOfRangeException { ParamName: "index" } => "positions are counted from 0: the last of n is n - 1, or [^1].",
        KeyNotFoundException => "TryGetValue(key, out var value) asks without failing.",
        InvalidCastException => "the value is of another type than the one in parentheses: value.GetType() says which.",
        _ => null,
    };
}
